# Installed: what find_package(tiltc) reads. The target to link is tiltc::interpreter.
include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(OpenSSL)
include("${CMAKE_CURRENT_LIST_DIR}/tiltcTargets.cmake")
