#include "registry_endpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/path.h"
#include "base/text.h"
#include "docker_config.h"
#include "engine_requests.h"
#include "url.h"

namespace tiltc::images {
namespace {

constexpr std::string_view kHubHost = "registry-1.docker.io";

std::string home_of(const Environment& environment, std::string_view below) {
  const std::string home = variable(environment, "HOME");
  return home.empty() ? std::string() : join_path(home, below);
}

// Certificates for one registry lie in a folder that bears its name: *.crt are authorities,
// NAME.cert and NAME.key who we are.
void add_certificates(const Disk& disk, const std::string& folder, TlsSettings& settings) {
  const auto entries = disk.list(folder);
  for (std::size_t i = 0; entries.ok() && i < entries->size(); ++i) {
    const std::string& name = (*entries)[i].name;
    const Result<std::string> text = disk.read(join_path(folder, name));
    if (!text.ok()) {
      continue;
    }
    if (name.ends_with(".crt")) {
      settings.authorities.push_back(*text);
    } else if (name.ends_with(".cert")) {
      const Result<std::string> key =
          disk.read(join_path(folder, name.substr(0, name.size() - 5) + ".key"));
      if (key.ok()) {
        settings.certificate = *text;
        settings.key = *key;
      }
    }
  }
}

Result<TlsContextPtr> tls_for(const std::string& domain, bool insecure, const Disk& disk,
                              const Environment& environment) {
  TlsSettings settings;
  settings.verify = !insecure;
  if (std::string system = system_authorities(disk, environment); !system.empty()) {
    settings.authorities.push_back(std::move(system));
  }
  for (const std::string& root :
       {std::string("/etc/docker/certs.d"), std::string("/etc/containers/certs.d"),
        home_of(environment, ".config/containers/certs.d")}) {
    if (!root.empty()) {
      add_certificates(disk, join_path(root, domain), settings);
    }
  }
  Result<TlsContextPtr> context = make_tls_context(settings);
  if (!context.ok()) {
    return context.error().diagnostic().note(fmt::format("it is for the registry {}", domain));
  }
  return context;
}

// registries.conf is TOML; of it only `[[registry]]` with `location` or `prefix`, and `insecure`,
// says something here.
bool is_insecure_in(const std::string& text, const std::string& domain) {
  bool is_named = false;
  bool is_insecure = false;
  bool found = false;
  for (const std::string& raw : split(text, '\n')) {
    const std::string_view line = trim(std::string_view(raw).substr(0, raw.find('#')));
    if (line.starts_with('[')) {
      found = found || (is_named && is_insecure);
      is_named = is_insecure = false;
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    const std::string_view key = trim(line.substr(0, equals));
    std::string_view value = trim(line.substr(equals + 1));
    if (value.size() > 1 && value.front() == value.back()) {
      value = value.substr(1, value.size() - 2);
    }
    is_named = is_named || ((key == "location" || key == "prefix") && value == domain);
    is_insecure = is_insecure || (key == "insecure" && value == "true");
  }
  return found || (is_named && is_insecure);
}

bool is_insecure_for_docker(const Disk& disk, const std::string& domain) {
  const auto config = read_user_json(disk, "/etc/docker/daemon.json");
  const Json* list =
      config.ok() && config->has_value() ? (*config)->find("insecure-registries") : nullptr;
  const auto* entries = list == nullptr ? nullptr : list->get<Json::Array>();
  return entries != nullptr && std::any_of(entries->begin(), entries->end(), [&](const Json& one) {
           const auto* text = one.get<std::string>();
           return text != nullptr && *text == domain;
         });
}

// NO_PROXY: `*`, or names that stand for themselves and what ends in `.NAME`.
bool is_exempt(std::string_view list, std::string_view host) {
  for (const std::string& raw : split(list, ',')) {
    std::string_view entry = trim(raw);
    entry = entry.substr(0, entry.find(':'));
    if (entry == "*") {
      return true;
    }
    while (entry.starts_with('.') || entry.starts_with('*')) {
      entry.remove_prefix(1);
    }
    if (!entry.empty() && (host == entry || host.ends_with("." + std::string(entry)))) {
      return true;
    }
  }
  return false;
}

std::string either_case(const Environment& environment, std::string_view upper) {
  const std::string lower = variable(environment, to_lower(upper));
  return lower.empty() ? variable(environment, upper) : lower;
}

// "host", "host:port", "[::1]:port".
HttpAddress address_of(const std::string& domain) {
  const std::string host = domain == "docker.io" ? std::string(kHubHost) : domain;
  HttpAddress address;
  if (const auto url = parse_url("https://" + host)) {
    address.host = url->host;
    address.port = url->port;
  }
  return address;
}

}  // namespace

Result<std::optional<HttpProxy>> proxy_for(std::string_view scheme, const std::string& host,
                                           const Environment& environment) {
  const std::string_view name = scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const std::string text = either_case(environment, name);
  if (text.empty() || is_loopback(host) || is_loopback("[" + host + "]") ||
      is_exempt(either_case(environment, "NO_PROXY"), host)) {
    return std::optional<HttpProxy>();
  }
  const auto url = parse_url(text.find("://") == std::string::npos ? "http://" + text : text);
  if (!url || url->scheme != "http") {
    return error("registry-settings", fmt::format("{} names no proxy that can be used", name))
        .with_help("it has the form http://HOST:PORT");
  }
  HttpProxy proxy{url->host, url->port, {}};
  if (!url->user_info.empty()) {
    proxy.authorization = "Basic " + base64_encode(url_decode(url->user_info));
  }
  return std::optional<HttpProxy>(std::move(proxy));
}

bool is_insecure_registry(const std::string& domain, const Disk& disk,
                          const Environment& environment) {
  if (is_insecure_for_docker(disk, domain)) {
    return true;
  }
  std::vector<std::string> files = {"/etc/containers/registries.conf",
                                    home_of(environment, ".config/containers/registries.conf")};
  const std::string folder = "/etc/containers/registries.conf.d";
  const auto entries = disk.list(folder);
  for (std::size_t i = 0; entries.ok() && i < entries->size(); ++i) {
    files.push_back(join_path(folder, (*entries)[i].name));
  }
  return std::any_of(files.begin(), files.end(), [&](const std::string& file) {
    const bool exists = !file.empty() && disk.kind(file) == FileKind::kFile;
    const Result<std::string> text = exists ? disk.read(file) : Result<std::string>(std::string());
    return text.ok() && is_insecure_in(*text, domain);
  });
}

Result<RegistryEndpoint> registry_endpoint(const std::string& domain, const Disk& disk,
                                           const Environment& environment) {
  const bool is_local = is_loopback(domain);
  const bool insecure = is_insecure_registry(domain, disk, environment);
  HttpAddress secure = address_of(domain);
  Result<TlsContextPtr> tls = tls_for(domain, insecure, disk, environment);
  if (!tls.ok()) {
    return std::move(tls).error();
  }
  auto secure_proxy = proxy_for("https", secure.host, environment);
  auto plain_proxy = proxy_for("http", secure.host, environment);
  if (!secure_proxy.ok()) {
    return std::move(secure_proxy).error();
  }
  if (!plain_proxy.ok()) {
    return std::move(plain_proxy).error();
  }
  HttpAddress plain = secure;
  plain.port = domain.find(':', domain.rfind(']') + 1) == std::string::npos ? "80" : plain.port;
  plain.proxy = *plain_proxy;
  secure.tls = *std::move(tls);
  secure.proxy = *secure_proxy;
  RegistryEndpoint endpoint{domain, {secure}};
  if (is_local) {
    endpoint.addresses = {plain, secure};
  } else if (insecure) {
    endpoint.addresses = {secure, plain};
  }
  return endpoint;
}

}  // namespace tiltc::images
