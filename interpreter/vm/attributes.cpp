#include "values/operations.h"
#include "vm/interpreter.h"

namespace tiltc {

using values::Record;

namespace {

bool is_record(Value value) {
  const Kind kind = value.kind();
  return kind == Kind::kStruct || kind == Kind::kModule;
}

}  // namespace

Value Interpreter::attribute(Value value, compile::AttributeSite& site) {
  if (is_record(value)) {
    const Record* record = values::as<Record>(value);
    if (record->extra == site.shape) {
      return record->values()[site.index];
    }
    const int index = values::field_index(record, site.name);
    if (index >= 0) {
      site.shape = record->extra;
      site.index = static_cast<std::uint32_t>(index);
      return record->values()[index];
    }
  }
  return values::attribute(heap_, value, site.name);
}

const library::Method* Interpreter::method_of(Value value, compile::AttributeSite& site) {
  const Kind kind = value.kind();
  if (kind == site.kind) {
    return static_cast<const library::Method*>(site.method);
  }
  if (kind == Kind::kStruct || kind == Kind::kModule || kind == Kind::kHost) {
    return nullptr;
  }
  const library::Method* method = library::find_method(kind, *as_string(site.name));
  if (method != nullptr) {
    site.kind = kind;
    site.method = method;
  }
  return method;
}

bool Interpreter::check_attribute(Value value, compile::AttributeSite& site) {
  return method_of(value, site) != nullptr || !attribute(value, site).is_failure();
}

}  // namespace tiltc
