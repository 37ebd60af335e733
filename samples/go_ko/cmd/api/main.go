package main

import (
	"fmt"

	"example.com/team/pkg/greeting"
)

func main() { fmt.Println(greeting.For("api")) }
