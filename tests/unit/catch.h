#pragma once
// The one door to Catch2, whose header changed its name with version 3.
#ifdef TILTC_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
