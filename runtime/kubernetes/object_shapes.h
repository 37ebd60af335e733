#pragma once

#include <span>
#include <string_view>

#include "kubernetes/objects.h"

// The types of fields in Kubernetes' own kinds, as deep as people get them wrong: strings that YAML
// reads as booleans and numbers, containers, ports, secrets. What is not named here is the server's
// to judge. Names and types are those of Kubernetes' API reference.
namespace tiltc::kubernetes {

struct Field;

// What a value has to be. Null is always right.
struct Shape {
  enum class Kind {
    kString,
    kInteger,
    kBoolean,
    kBase64,
    kIntegerOrString,
    kObject,  // a mapping, of which `fields` are known
    kMap,     // a mapping of `items`
    kList,    // a list of `items`
  };
  Kind kind = Kind::kString;
  const Shape* items = nullptr;
  std::span<const Field> fields = {};
};

struct Field {
  std::string_view name;
  const Shape* shape;
};

// The shape of objects of a kind; of any other kind of Kubernetes' own it is what all objects
// share.
const Shape& shape_of(const ManifestObject& object);

}  // namespace tiltc::kubernetes
