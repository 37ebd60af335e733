# What the scripts install, by purpose. Names that differ between releases of the distribution stand here
# and nowhere else (their counterpart for CMake is cmake/dependencies.cmake). Sourced, not run.
# shellcheck shell=bash disable=SC2034

# To build tiltc.
packages_build=(
  g++ cmake ninja-build ccache
  libboost1.81-dev libcli11-dev libedit-dev libfmt-dev nlohmann-json3-dev libre2-dev libssl-dev
  libyaml-cpp-dev libyaml-dev
)

# The container engine of a machine that has none. Podman needs no daemon.
packages_engine=(podman)

# What Podman needs when it is not run by root.
packages_engine_rootless=(uidmap fuse-overlayfs slirp4netns)

# To build and run every test: both engines, the builders that the samples use, a registry, and a static
# busybox, because images are built FROM scratch.
packages_test=(
  catch2 python3 python3-yaml busybox-static
  podman buildah skopeo docker.io docker-registry
)

# libFuzzer and its runtime.
packages_fuzz=(clang-14 libclang-rt-14-dev)

packages_tidy=(clang-14 clang-tidy-14)
