#include "exec/process.h"

#include <memory>
#include <utility>

#include "child.h"

namespace tiltc::exec {

Async<Result<ProcessExit>> run_process(ProcessRequest request, ProcessContext context) {
  const Executor executor = co_await current_executor();
  const auto child = std::make_shared<Child>(executor, std::move(request), std::move(context));
  Status started = child->start();
  if (!started.ok()) {
    co_return std::move(started.error());
  }
  co_return co_await child->finish();
}

}  // namespace tiltc::exec
