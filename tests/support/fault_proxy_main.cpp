// jiujin_fault_proxy --listen PORT --to PORT [--control FILE]
//
// Commands (fault_proxy.h) come line by line on standard input, or as the whole content of FILE,
// which is looked at ten times a second. Prints "listening PORT" when it is ready and each command
// as it takes effect. Ends on SIGTERM; the end of standard input ends it only without --control.
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/support/fault_proxy.h"

namespace {

std::string first_line_of(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

void obey(jiujin::tests::FaultProxy& proxy, const std::string& command) {
  if (command.empty()) return;
  std::cout << (proxy.set(command) ? command : "unknown command: " + command) << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  int listen_port = 0;
  int to = 0;
  std::string control;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--listen") listen_port = std::atoi(argv[i + 1]);
    if (name == "--to") to = std::atoi(argv[i + 1]);
    if (name == "--control") control = argv[i + 1];
  }
  if (to <= 0) {
    std::cerr << "usage: jiujin_fault_proxy --listen PORT --to PORT [--control FILE]\n";
    return 2;
  }
  jiujin::tests::FaultProxy proxy(static_cast<std::uint16_t>(listen_port),
                                  static_cast<std::uint16_t>(to));
  if (proxy.port() == 0) {
    std::cerr << "cannot listen on port " << listen_port << "\n";
    return 1;
  }
  std::cout << "listening " << proxy.port() << std::endl;
  std::string last;
  bool input_open = true;
  while (input_open || !control.empty()) {
    pollfd input{input_open ? STDIN_FILENO : -1, POLLIN, 0};
    if (poll(&input, 1, 100) > 0) {
      std::string line;
      input_open = static_cast<bool>(std::getline(std::cin, line));
      if (input_open) obey(proxy, line);
    }
    if (control.empty()) continue;
    const std::string command = first_line_of(control);
    if (command != last) obey(proxy, command);
    last = command;
  }
  return 0;
}
