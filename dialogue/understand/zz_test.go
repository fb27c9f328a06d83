package understand_test
import ("testing";"fmt";"os";"strings")
func TestZZ(t *testing.T){
 b,_:=os.ReadFile("/tmp/lang/probe.txt")
 for _,line:=range strings.Split(strings.TrimSpace(string(b)),"\n"){
  lang,text,ok:=strings.Cut(line,"|"); if !ok {continue}
  c:=idle(); c.Lang=lang
  if lang=="-" {c.Lang=""}
  in:=read(t,c,text)
  var p []string
  for _,m:=range in.Moves{p=append(p,fmt.Sprintf("%s/%s",m.Kind,m.Topic))}
  for _,m:=range in.Alarms{p=append(p,fmt.Sprintf("ALARM %s grave=%v %q",m.Class,m.Grave,m.Words))}
  for i,m:=range in.Issues{ if i<2 {p=append(p,fmt.Sprintf("%s %.2f",m.Issue,m.Sure))}}
  fmt.Printf("  %-2s %-50s %s\n",lang,text,strings.Join(p,"; "))
 }
}
