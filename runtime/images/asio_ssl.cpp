// The one compiled copy of Asio's TLS, as exec/asio.cpp is of the rest.
#include <boost/asio/ssl/impl/src.hpp>
