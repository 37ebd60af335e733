# Every third-party library, found once. Names that differ between distributions and releases stand here
# and nowhere else. Archives are linked statically: dynamic OpenSSL, yaml-cpp and the like cost
# milliseconds before main() runs.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED)
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

# Debian ships no libfmt.a, and a shared one costs time at each start: what users run has an archive made here
# from fmt's headers. Header-only use would double the time to compile a file and leave a copy of fmt's float
# formatting in each, 1.2 MB of code in all. Debug builds link the shared library.
find_package(fmt 9 REQUIRED)
add_library(tiltc_fmt INTERFACE)
if(fmt_VERSION VERSION_LESS 10)
  add_library(tiltc_fmt_archive STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/fmt.cpp")
  target_include_directories(tiltc_fmt_archive SYSTEM PUBLIC
    $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
  set(TILTC_FMT_RELEASE tiltc_fmt_archive)
else()
  set(TILTC_FMT_RELEASE fmt::fmt-header-only)
endif()
target_link_libraries(tiltc_fmt INTERFACE
  $<BUILD_INTERFACE:$<IF:$<CONFIG:Debug>,fmt::fmt,${TILTC_FMT_RELEASE}>>
  $<INSTALL_INTERFACE:fmt::fmt>)  # whatever the embedder's own configuration is

# SHA-256 and TLS.
set(OPENSSL_USE_STATIC_LIBS ON)
find_package(OpenSSL 3 REQUIRED)

# libyaml has no CMake package.
find_path(LIBYAML_INCLUDE_DIR yaml.h REQUIRED)
find_library(LIBYAML_ARCHIVE NAMES libyaml.a yaml REQUIRED)
add_library(libyaml::libyaml UNKNOWN IMPORTED)
set_target_properties(libyaml::libyaml PROPERTIES
  IMPORTED_LOCATION "${LIBYAML_ARCHIVE}"
  INTERFACE_INCLUDE_DIRECTORIES "${LIBYAML_INCLUDE_DIR}")

find_path(YAML_CPP_INCLUDE_DIR yaml-cpp/yaml.h REQUIRED)
find_library(YAML_CPP_ARCHIVE NAMES libyaml-cpp.a yaml-cpp REQUIRED)
add_library(yamlcpp::yamlcpp UNKNOWN IMPORTED)
set_target_properties(yamlcpp::yamlcpp PROPERTIES
  IMPORTED_LOCATION "${YAML_CPP_ARCHIVE}"
  INTERFACE_INCLUDE_DIRECTORIES "${YAML_CPP_INCLUDE_DIR}")

# RE2 has no CMake package in Debian 12. It runs regular expressions of users in linear time.
find_path(RE2_INCLUDE_DIR re2/re2.h REQUIRED)
find_library(RE2_ARCHIVE NAMES libre2.a re2 REQUIRED)
add_library(re2::re2 UNKNOWN IMPORTED)
set_target_properties(re2::re2 PROPERTIES
  IMPORTED_LOCATION "${RE2_ARCHIVE}"
  INTERFACE_INCLUDE_DIRECTORIES "${RE2_INCLUDE_DIR}"
  INTERFACE_LINK_LIBRARIES Threads::Threads)

# libedit has no CMake package either. Its archive needs the terminal's library, and libbsd and libmd in
# Debian 12.
find_path(LIBEDIT_INCLUDE_DIR histedit.h REQUIRED)
find_library(LIBEDIT_ARCHIVE NAMES libedit.a edit REQUIRED)
find_library(TINFO_ARCHIVE NAMES libtinfo.a tinfo curses REQUIRED)
add_library(libedit::libedit UNKNOWN IMPORTED)
set_target_properties(libedit::libedit PROPERTIES
  IMPORTED_LOCATION "${LIBEDIT_ARCHIVE}"
  INTERFACE_INCLUDE_DIRECTORIES "${LIBEDIT_INCLUDE_DIR}"
  INTERFACE_LINK_LIBRARIES "${TINFO_ARCHIVE}")
foreach(name bsd md)
  find_library(${name}_ARCHIVE NAMES lib${name}.a)
  if(${name}_ARCHIVE)
    set_property(TARGET libedit::libedit APPEND PROPERTY INTERFACE_LINK_LIBRARIES "${${name}_ARCHIVE}")
  endif()
endforeach()

# Catch2 is 2.13 (catch2/catch.hpp) in Debian 12 and 3 (catch2/catch_all.hpp) elsewhere;
# tests include tests/catch.h, which picks the header.
if(TILTC_TESTS)
  find_package(Catch2 REQUIRED)
  if(Catch2_VERSION VERSION_GREATER_EQUAL 3)
    add_compile_definitions(TILTC_CATCH2_V3)
  endif()
endif()
