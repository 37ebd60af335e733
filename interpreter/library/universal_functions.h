#pragma once

#include "tiltc/call.h"

// The universal functions, in five files by what they are about; universal.cpp has the table.
namespace tiltc::library::universal {

// universal_numbers.cpp
Value abs_function(const Call& call);
Value bool_function(const Call& call);
Value chr_function(const Call& call);
Value float_function(const Call& call);
Value hash_function(const Call& call);
Value int_function(const Call& call);
Value ord_function(const Call& call);

// universal_collections.cpp
Value bytes_function(const Call& call);
Value dict_function(const Call& call);
Value list_function(const Call& call);
Value range_function(const Call& call);
Value set_function(const Call& call);
Value tuple_function(const Call& call);

// universal_iteration.cpp
Value all_function(const Call& call);
Value any_function(const Call& call);
Value enumerate_function(const Call& call);
Value len_function(const Call& call);
Value reversed_function(const Call& call);
Value zip_function(const Call& call);

// universal_order.cpp
Value max_function(const Call& call);
Value min_function(const Call& call);
Value sorted_function(const Call& call);

// universal_objects.cpp
Value dir_function(const Call& call);
Value fail_function(const Call& call);
Value getattr_function(const Call& call);
Value hasattr_function(const Call& call);
Value print_function(const Call& call);
Value repr_function(const Call& call);
Value str_function(const Call& call);
Value type_function(const Call& call);

}  // namespace tiltc::library::universal
