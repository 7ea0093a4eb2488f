// The entry point of every test program: Boost.Test's own, and nothing else.
#define BOOST_TEST_MODULE jiujin
#include <boost/test/unit_test.hpp>
