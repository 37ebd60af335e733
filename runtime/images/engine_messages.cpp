#include "engine_messages.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tiltc::images {
namespace {

// A line of BuildKit's or of a chatty RUN is some kilobytes.
constexpr std::size_t kMaxLine = std::size_t{8} << 20;
constexpr std::size_t kMaxLayers = 10'000;

bool is_image_id(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

Status EngineMessages::take(std::string_view piece) {
  for (std::size_t at = 0; at < piece.size();) {
    const std::size_t end = piece.find('\n', at);
    if (end == std::string_view::npos) {
      pending_ += piece.substr(at);
      break;
    }
    pending_ += piece.substr(at, end - at);
    at = end + 1;
    if (auto status = take_line(pending_); !status.ok()) {
      return status;
    }
    pending_.clear();
  }
  if (pending_.size() > kMaxLine) {
    return error("engine-answer-unreadable", "the engine's answer has a line of more than 8 MB");
  }
  return Done{};
}

Status EngineMessages::end() {
  const std::string rest = std::move(pending_);
  pending_.clear();
  return take_line(rest);
}

Status EngineMessages::take_line(std::string_view line) {
  line = trim(line);
  if (line.empty()) {
    return Done{};
  }
  const Result<Json> message = parse_json("engine's answer", std::string(line));
  if (!message.ok() || message->get<Json::Object>() == nullptr) {
    return error(
        "engine-answer-unreadable",
        fmt::format("the engine's answer is no JSON object: {}", json_quote(line.substr(0, 120))));
  }
  ++count_;
  take_message(*message);
  return Done{};
}

void EngineMessages::take_message(const Json& message) {
  const Json* detail = message.find("errorDetail");
  const std::string_view failure = detail != nullptr
                                       ? detail->string_at("message", message.string_at("error"))
                                       : message.string_at("error");
  if (!failure.empty()) {
    failure_ = trim(failure);
    return;
  }
  if (const Json* aux = message.find("aux"); aux != nullptr && !aux->string_at("ID").empty()) {
    image_id_ = aux->string_at("ID");
  }
  const std::string_view text = message.string_at("stream");
  if (!text.empty()) {
    say(text);
    // Podman's last line is the image's ID by itself.
    if (is_image_id(trim(text))) {
      image_id_ = "sha256:" + std::string(trim(text));
    }
  }
  take_progress(message);
}

// A layer tells its progress many times a second: what is new is its status.
void EngineMessages::take_progress(const Json& message) {
  const std::string_view status = message.string_at("status");
  if (status.empty()) {
    return;
  }
  const std::string_view layer = message.string_at("id");
  if (layer.empty()) {
    say(fmt::format("{}\n", status));
    return;
  }
  const auto known = layers_.find(layer);
  if (known != layers_.end() && known->second == status) {
    return;
  }
  if (layers_.size() < kMaxLayers) {
    layers_[std::string(layer)] = status;
  }
  say(fmt::format("{}: {}\n", layer, status));
}

void EngineMessages::say(std::string_view text) const {
  if (log_) {
    log_(text);
  }
}

}  // namespace tiltc::images
