#!/bin/sh
# Builds an image without a Dockerfile and pushes it to $EXPECTED_REF.
set -eu

container=$(buildah from scratch)
trap 'buildah rm "$container" >/dev/null' EXIT
buildah copy "$container" greeting.txt /greeting.txt
buildah config --label "org.opencontainers.image.title=greeter" "$container"
image=$(buildah commit "$container")

# A registry on this machine rarely has a certificate.
case $EXPECTED_REF in
  localhost:* | 127.0.0.1:*) verify=false ;;
  *) verify=true ;;
esac
buildah push --tls-verify="$verify" "$image" "docker://$EXPECTED_REF"
