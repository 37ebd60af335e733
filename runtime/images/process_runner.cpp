#include "images/process_runner.h"

namespace tiltc::images {

exec::Async<Result<exec::ProcessExit>> RealProcessRunner::run(exec::ProcessRequest request) {
  return exec::run_process(std::move(request), context_);
}

}  // namespace tiltc::images
