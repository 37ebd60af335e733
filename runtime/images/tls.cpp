#include "tls.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>

#include "tls_context.h"

namespace tiltc::images {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

// Debian and its like, Red Hat's, SUSE's, Alpine's.
constexpr std::array<const char*, 4> kBundles = {"/etc/ssl/certs/ca-certificates.crt",
                                                 "/etc/pki/tls/certs/ca-bundle.crt",
                                                 "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

Diagnostic unusable(std::string_view what, const boost::system::error_code& code) {
  return error("tls-settings", fmt::format("{} cannot be used: {}", what, code.message()))
      .with_help("it has to be PEM text");
}

}  // namespace

Result<TlsContextPtr> make_tls_context(const TlsSettings& settings) {
  auto made = std::make_shared<TlsContext>();
  ssl::context& context = made->context;
  boost::system::error_code code;
  context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                          ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                          ssl::context::no_tlsv1_1,
                      code);
  made->verify = settings.verify;
  context.set_verify_mode(settings.verify ? ssl::verify_peer : ssl::verify_none, code);
  for (const std::string& authority : settings.authorities) {
    context.add_certificate_authority(asio::buffer(authority), code);
    if (code) {
      return unusable("a certificate of an authority", code);
    }
  }
  if (!settings.certificate.empty()) {
    context.use_certificate_chain(asio::buffer(settings.certificate), code);
    if (code) {
      return unusable("the client's certificate", code);
    }
    context.use_private_key(asio::buffer(settings.key), ssl::context::pem, code);
    if (code) {
      return unusable("the client's private key", code);
    }
  }
  return TlsContextPtr(std::move(made));
}

std::string system_authorities(const Disk& disk, const Environment& environment) {
  std::vector<std::string> paths(kBundles.begin(), kBundles.end());
  if (const std::string chosen = variable(environment, "SSL_CERT_FILE"); !chosen.empty()) {
    paths = {chosen};
  }
  for (const std::string& path : paths) {
    if (disk.kind(path) == FileKind::kFile) {
      const Result<std::string> text = disk.read(path);
      return text.ok() ? *text : std::string();
    }
  }
  return {};
}

}  // namespace tiltc::images
