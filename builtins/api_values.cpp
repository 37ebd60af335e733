#include "api_schemas.h"
#include "schema_builtin.h"
#include "tables.h"

// v1alpha1.*: the values that objects are made of.
namespace tiltc::builtins {

namespace {

using namespace api;

constexpr std::array kEntries{schema_entry<kConfigMapDisableSource>,
                              schema_entry<kDisableSource>,
                              schema_entry<kExecAction>,
                              schema_entry<kForward>,
                              schema_entry<kHttpGetAction>,
                              schema_entry<kHttpHeader>,
                              schema_entry<kHandler>,
                              schema_entry<kIgnoreDef>,
                              schema_entry<kKubernetesApplyCmd>,
                              schema_entry<kKubernetesDiscoveryTemplateSpec>,
                              schema_entry<kKubernetesImageLocator>,
                              schema_entry<kKubernetesImageObjectDescriptor>,
                              schema_entry<kKubernetesWatchRef>,
                              schema_entry<kLabelSelector>,
                              schema_entry<kLabelSelectorRequirement>,
                              schema_entry<kObjectSelector>,
                              schema_entry<kPodLogStreamTemplateSpec>,
                              schema_entry<kPortForwardTemplateSpec>,
                              schema_entry<kProbe>,
                              schema_entry<kRestartOnSpec>,
                              schema_entry<kStartOnSpec>,
                              schema_entry<kTcpSocketAction>,
                              schema_entry<kUiBoolInputSpec>,
                              schema_entry<kUiChoiceInputSpec>,
                              schema_entry<kUiComponentLocation>,
                              schema_entry<kUiHiddenInputSpec>,
                              schema_entry<kUiInputSpec>,
                              schema_entry<kUiTextInputSpec>};

}  // namespace

Table api_values_table() {
  return kEntries;
}

}  // namespace tiltc::builtins
