// Package greeting has what both commands say.
package greeting

func For(name string) string { return "hello, " + name }
