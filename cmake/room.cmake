# tiltc_room(NAME [USES room…] [LIBRARIES target…])
#
# Declares the room of the current folder as the static library tiltc_NAME: every *.cpp below the folder
# (nested rooms excepted) is its source, `include/` is all that other rooms see. A room that is not listed
# in USES is not on the include path, so an include that the architecture forbids does not compile.
# LIBRARIES are third-party and stay private: their headers do not pass the room's door.
function(tiltc_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$|_fuzzer\\.cpp$")
  add_library(tiltc_${name} STATIC ${sources})
  target_include_directories(tiltc_${name}
    PUBLIC "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>"
    PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  list(TRANSFORM ROOM_USES PREPEND tiltc_)
  target_link_libraries(tiltc_${name}
    PUBLIC ${ROOM_USES}
    PRIVATE "$<BUILD_INTERFACE:tiltc_warnings>" tiltc_fmt ${ROOM_LIBRARIES})

  # Unit tests lie beside what they test, as *_test.cpp; they see the room's inside.
  if(TILTC_TESTS)
    file(GLOB_RECURSE tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
    if(tests)
      add_executable(${name}_test ${tests})
      target_include_directories(${name}_test PRIVATE
        "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/tests/unit")
      target_link_libraries(${name}_test PRIVATE
        tiltc_${name} tiltc_test_main tiltc_warnings tiltc_fmt ${ROOM_LIBRARIES})
      add_test(NAME unit.${name} COMMAND ${name}_test)
      set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 300)
    endif()
  endif()

  # Fuzzers likewise, as *_fuzzer.cpp, one executable each: with libFuzzer, or else as a test that runs a
  # kept corpus and changes of it for a short time.
  file(GLOB_RECURSE fuzzers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_fuzzer.cpp")
  foreach(fuzzer IN LISTS fuzzers)
    get_filename_component(stem "${fuzzer}" NAME_WE)
    if(TILTC_FUZZERS)
      add_executable(${stem} "${fuzzer}")
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    elseif(TILTC_TESTS)
      string(REPLACE "_fuzzer" "_replay" stem "${stem}")
      add_executable(${stem} "${fuzzer}")
      target_link_libraries(${stem} PRIVATE tiltc_replay_main)
      tiltc_replay_test(${stem})
    else()
      continue()
    endif()
    target_include_directories(${stem} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(${stem} PRIVATE
      tiltc_${name} tiltc_warnings tiltc_fmt ${ROOM_LIBRARIES})
  endforeach()
endfunction()

# The test fuzz.NAME of NAME_replay, with the corpus tests/fuzz/corpus/NAME where there is one.
function(tiltc_replay_test replay)
  string(REPLACE "_replay" "" subject "${replay}")
  set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${subject}")
  if(NOT EXISTS "${corpus}")
    set(corpus "")
  endif()
  add_test(NAME fuzz.${subject} COMMAND ${replay} ${TILTC_REPLAY_SECONDS} ${corpus})
  set_tests_properties(fuzz.${subject} PROPERTIES
    LABELS fuzz TIMEOUT 300 ENVIRONMENT "ASAN_OPTIONS=abort_on_error=1")
endfunction()
