#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/disk.h"
#include "images/environment.h"

namespace tiltc::images {

// What a TLS connection trusts, and shows of itself. PEM texts.
struct TlsSettings {
  std::vector<std::string> authorities;  // who may have signed the server's certificate
  std::string certificate;               // ours; "" for none
  std::string key;                       // of our certificate; never printed
  bool verify = true;                    // whether the server has to prove who it is
};

// Settings, read once and shared by connections. Immutable.
class TlsContext;
using TlsContextPtr = std::shared_ptr<TlsContext>;

// Error: tls-settings.
Result<TlsContextPtr> make_tls_context(const TlsSettings& settings);

// The certificates that this machine trusts: $SSL_CERT_FILE, or the bundle of the distribution; ""
// when there is none.
std::string system_authorities(const Disk& disk, const Environment& environment);

}  // namespace tiltc::images
