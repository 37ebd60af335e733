#!/bin/sh
# Names the image after the letter's checksum, and tells so in image-ref.txt.
set -eu
reference=letter:sum-$(cksum < letter.txt | cut -d ' ' -f 1)
if command -v docker >/dev/null; then
  DOCKER_BUILDKIT=0 docker build --tag "$reference" .
else
  podman ${DOCKER_HOST:+--remote --url "$DOCKER_HOST"} build --tag "$reference" .
fi
echo "$reference" > image-ref.txt
