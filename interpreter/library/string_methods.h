#pragma once

#include "tiltc/call.h"

// The methods of strings, in four files by what they do; string_methods.cpp has the table.
namespace tiltc::library::strings {

// string_case.cpp
Value capitalize(const Call& call);
Value lower(const Call& call);
Value title(const Call& call);
Value upper(const Call& call);
Value isalnum(const Call& call);
Value isalpha(const Call& call);
Value isdigit(const Call& call);
Value islower(const Call& call);
Value isspace(const Call& call);
Value istitle(const Call& call);
Value isupper(const Call& call);

// string_search.cpp
Value count(const Call& call);
Value endswith(const Call& call);
Value find(const Call& call);
Value index(const Call& call);
Value rfind(const Call& call);
Value rindex(const Call& call);
Value startswith(const Call& call);

// string_split.cpp
Value partition(const Call& call);
Value rpartition(const Call& call);
Value rsplit(const Call& call);
Value split(const Call& call);
Value splitlines(const Call& call);

// string_edit.cpp
Value format(const Call& call);
Value join(const Call& call);
Value lstrip(const Call& call);
Value removeprefix(const Call& call);
Value removesuffix(const Call& call);
Value replace(const Call& call);
Value rstrip(const Call& call);
Value strip(const Call& call);

}  // namespace tiltc::library::strings
