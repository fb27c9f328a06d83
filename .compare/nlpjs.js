// Trains nlp.js on the English examples of dialogue/understand and prints how well it labels the texts of the files given.
const fs = require('fs')
const path = require('path')
const { NlpManager } = require('node-nlp')

const disputes = new Set(['not_received', 'late', 'wrong_item', 'damaged', 'defective', 'missing_parts', 'not_as_described',
  'return_change_of_mind', 'refund_missing', 'overcharged'])
const issues = new Set([...disputes, 'cancel_order', 'order_status', 'address_change', 'service_complaint', 'human', 'other'])

// examples reads "label: |" and the indented lines below it.
function examples () {
  const out = []
  let label = ''
  for (const line of fs.readFileSync(path.join(__dirname, '../dialogue/understand/examples/en.yaml'), 'utf8').split('\n')) {
    const head = line.match(/^(\w+): \|/)
    if (head) label = head[1]
    else if (label && line.startsWith('  ')) out.push([label, line.trim()])
  }
  return out
}

const share = (part, of) => (of ? part / of : 0).toFixed(3)

async function main (files) {
  const manager = new NlpManager({ languages: ['en'], forceNER: false, nlu: { log: false }, autoSave: false })
  for (const [label, text] of examples()) manager.addDocument('en', text, label)
  let start = process.hrtime.bigint()
  await manager.train()
  console.log(`training ${Number(process.hrtime.bigint() - start) / 1e6 | 0} ms`)
  const rows = files.flatMap(f => fs.readFileSync(f, 'utf8').split('\n').filter(Boolean).map(l => JSON.parse(l))).filter(r => r.label)
  const parts = {}
  const count = (part, right) => { const p = parts[part] = parts[part] || [0, 0]; p[0]++; p[1] += right }
  start = process.hrtime.bigint()
  for (const r of rows) {
    const { intent, score } = await manager.process('en', r.text)
    // As for the built-in one: below 0.35 nothing was understood, and what states no problem is "other" among the issues.
    const got = score < 0.35 || intent === 'None' || intent === 'none' ? 'other' : intent
    if (!issues.has(r.label)) {
      count('odd taken for a dispute', disputes.has(got) ? 1 : 0)
      continue
    }
    count('issues', got === r.label)
    count('source ' + r.source, got === r.label)
    if (r.source === 'abcd' || r.source === 'tau') {
      count('real', got === r.label)
      if (disputes.has(r.label)) count('real disputes', got === r.label)
    }
  }
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  for (const [part, [n, right]] of Object.entries(parts)) console.log(`${part}: ${share(right, n)} of ${n}`)
  console.log(`${(ms / rows.length).toFixed(2)} ms a text, ${process.memoryUsage().rss >> 20} MB resident`)
}

main(process.argv.slice(2))
