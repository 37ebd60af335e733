#!/bin/sh
# check.sh FILE: every line is a name and a price above zero.
set -eu
awk -F, '
  NF != 2 || $1 == "" || $2 + 0 <= 0 { print FILENAME ":" NR ": not NAME,PRICE: " $0; wrong = 1 }
  END { if (!wrong) print NR " prices are fine"; exit wrong }
' "$1"
