# What `cmake --install` installs: the program with its manual page and completions, and the library that
# programs embed, which `find_package(tiltc)` finds as tiltc::interpreter.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(TARGETS tiltc RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")

# Pages that the program makes itself.
set(TILTC_PAGES)
function(tiltc_page file destination)
  add_custom_command(
    OUTPUT "${PROJECT_BINARY_DIR}/pages/${file}"
    COMMAND tiltc ${ARGN} > "${PROJECT_BINARY_DIR}/pages/${file}"
    DEPENDS tiltc
    VERBATIM)
  install(FILES "${PROJECT_BINARY_DIR}/pages/${file}" DESTINATION "${destination}")
  set(TILTC_PAGES ${TILTC_PAGES} "${PROJECT_BINARY_DIR}/pages/${file}" PARENT_SCOPE)
endfunction()
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/pages")
tiltc_page(tiltc.1 "${CMAKE_INSTALL_MANDIR}/man1" help --man)
tiltc_page(tiltc "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" completion bash)
tiltc_page(_tiltc "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" completion zsh)
tiltc_page(tiltc.fish "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" completion fish)
add_custom_target(tiltc_pages ALL DEPENDS ${TILTC_PAGES})

# Headers lie below a folder of their own, because `base/` is too common a name for /usr/include.
set(TILTC_PACKAGE "${CMAKE_INSTALL_LIBDIR}/cmake/tiltc")
foreach(room base interpreter)
  set_target_properties(tiltc_${room} PROPERTIES EXPORT_NAME ${room})
  target_include_directories(tiltc_${room} INTERFACE
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tiltc>")
endforeach()
set_target_properties(tiltc_fmt PROPERTIES EXPORT_NAME fmt)
target_compile_features(tiltc_base INTERFACE cxx_std_20)
# The release is not position independent, so programs that link it cannot be either.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_FLAGS_RELEASE MATCHES "-fno-pie")
  target_link_options(tiltc_base INTERFACE "$<INSTALL_INTERFACE:-no-pie>")
endif()
install(TARGETS tiltc_base tiltc_interpreter tiltc_fmt EXPORT tiltc
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY runtime/base/include/ interpreter/include/
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/tiltc" FILES_MATCHING PATTERN "*.h")
install(EXPORT tiltc NAMESPACE tiltc:: FILE tiltcTargets.cmake DESTINATION "${TILTC_PACKAGE}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tiltcConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/tiltcConfig.cmake "${PROJECT_BINARY_DIR}/tiltcConfigVersion.cmake"
  DESTINATION "${TILTC_PACKAGE}")
