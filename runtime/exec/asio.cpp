// Asio's compiled half, once for the whole program (see BOOST_ASIO_SEPARATE_COMPILATION in
// CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
