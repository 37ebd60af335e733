#!/bin/sh
# Makes catalog.json out of products.csv and puts it into an image named $EXPECTED_REF on top of
# $TILT_IMAGE_0. tiltc sets both, and DOCKER_HOST where the engine in use is not the default one.
set -eu
cd "$(dirname "$0")"

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp Dockerfile "$context"
awk -F, -v currency="$CURRENCY" '
  BEGIN { printf "[" }
  { printf "%s\n  {\"name\": \"%s\", \"price\": \"%s %s\"}", (NR > 1 ? "," : ""), $1, $2, currency }
  END { print "\n]" }
' products.csv > "$context/catalog.json"
# Engines see a changed file by its time, too: fixed times let them find the image in their cache.
touch -d @0 "$context/catalog.json" "$context/Dockerfile"

if command -v docker >/dev/null; then
  # The classic builder is the one that Docker and Podman's service have in common.
  DOCKER_BUILDKIT=0 docker build --tag "$EXPECTED_REF" --build-arg BASE="$TILT_IMAGE_0" "$context"
else
  podman ${DOCKER_HOST:+--remote --url "$DOCKER_HOST"} build \
    --tag "$EXPECTED_REF" --build-arg BASE="$TILT_IMAGE_0" "$context"
fi
