// Runs many small programs in one process on starlark-go: the peer of ../batch_run.cpp. README.md says how
// to build it; runners.py describes the protocol.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// A program that takes more is given up and compared with nothing.
const steps = 3_000_000

func attempt(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &f); err != nil {
		return nil, err
	}
	value, err := starlark.Call(thread, f, nil, nil)
	if err != nil {
		return starlark.String("error"), nil
	}
	return starlark.Tuple{starlark.String("ok"), value}, nil
}

func freeze(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &x); err != nil {
		return nil, err
	}
	x.Freeze()
	return x, nil
}

// outcome says how a program ended: `failed 3 7` has the lines of the call stack, outermost first.
func outcome(err error, exhausted bool) string {
	if exhausted {
		return "limit"
	}
	if err == nil {
		return "ok"
	}
	var failure *starlark.EvalError
	if !errors.As(err, &failure) {
		return "rejected"
	}
	text := "failed"
	for _, frame := range failure.CallStack {
		if frame.Pos.Filename() == "program" {
			text += fmt.Sprintf(" %d", frame.Pos.Line)
		}
	}
	return text
}

func run(text string, options *syntax.FileOptions, out io.Writer) {
	var printed strings.Builder
	exhausted := false
	thread := &starlark.Thread{
		Print: func(_ *starlark.Thread, line string) { printed.WriteString(line + "\n") },
		OnMaxSteps: func(thread *starlark.Thread) {
			exhausted = true
			thread.Cancel("too many steps")
		},
	}
	thread.SetMaxExecutionSteps(steps)
	predeclared := starlark.StringDict{
		"attempt": starlark.NewBuiltin("attempt", attempt),
		"freeze":  starlark.NewBuiltin("freeze", freeze),
	}
	_, err := starlark.ExecFileOptions(options, thread, "program", text, predeclared)
	message := ""
	if err != nil {
		message = err.Error()
	}
	fmt.Fprintf(out, "%s\n%d %d\n%s%s", outcome(err, exhausted), len(message), printed.Len(), message, printed.String())
}

func main() {
	options := &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}
	if len(os.Args) > 1 && os.Args[1] == "--strict" {
		options = &syntax.FileOptions{}
	}
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		var size int
		if _, err := fmt.Fscanf(in, "%d\n", &size); err != nil {
			return
		}
		text := make([]byte, size)
		if _, err := io.ReadFull(in, text); err != nil {
			return
		}
		run(string(text), options, out)
		out.Flush()
	}
}
