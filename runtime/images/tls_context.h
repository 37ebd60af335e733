#pragma once

#include <boost/asio/ssl/context.hpp>

#include "tls.h"

namespace tiltc::images {

class TlsContext {
 public:
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
  bool verify = true;
};

}  // namespace tiltc::images
