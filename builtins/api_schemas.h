#pragma once

#include <array>

#include "schema.h"

// The values that objects of Tilt's API are made of: v1alpha1.*. Parts stand before the wholes.
namespace tiltc::builtins::api {

using enum FieldType;

// A row of Field for a part, and for a list of parts.
consteval Field part(std::string_view name, const Schema& schema, std::string_view doc) {
  return {name, kRecord, doc, &schema};
}
consteval Field parts(std::string_view name, const Schema& schema, std::string_view doc) {
  return {name, kRecords, doc, &schema};
}

// Declares k##Name, the schema of v1alpha1.function, from its fields.
#define TILTC_API_VALUE(Name, function, doc, ...)                                  \
  inline constexpr std::array k##Name##Fields{__VA_ARGS__};                        \
  inline constexpr Schema k##Name {                                                \
    "v1alpha1." function, function, doc, k##Name##Fields, Schema::Dicts::kAccepted \
  }

TILTC_API_VALUE(ConfigMapDisableSource, "config_map_disable_source",
                "A key of a config map that says whether something is disabled.",
                Field{"name", kString, "Name of the config map."},
                Field{"key", kString, "Its key; \"true\" disables."});
TILTC_API_VALUE(DisableSource, "disable_source", "What says whether something is disabled.",
                part("config_map", kConfigMapDisableSource, "One source."),
                parts("every_config_map", kConfigMapDisableSource,
                      "Several; all of them must disable."));

TILTC_API_VALUE(ExecAction, "exec_action", "A probe that runs a command.",
                Field{"command", kStrings, "An argv."});
TILTC_API_VALUE(HttpHeader, "http_header", "A header of a probe's request.",
                Field{"name", kString, "Its name."}, Field{"value", kString, "Its text."});
TILTC_API_VALUE(HttpGetAction, "http_get_action", "A probe that asks for a page.",
                Field{"path", kString, "The path."}, Field{"port", kInt, "The port."},
                Field{"host", kString, "The host."}, Field{"scheme", kString, "http or https."},
                parts("http_headers", kHttpHeader, "Headers of the request."));
TILTC_API_VALUE(TcpSocketAction, "tcp_socket_action", "A probe that connects to a port.",
                Field{"port", kInt, "The port."}, Field{"host", kString, "The host."});
TILTC_API_VALUE(Handler, "handler", "What a probe does.", part("exec", kExecAction, "A command."),
                part("http_get", kHttpGetAction, "A request."),
                part("tcp_socket", kTcpSocketAction, "A connection."));
TILTC_API_VALUE(Probe, "probe", "How a server is known to be ready.",
                part("handler", kHandler, "What it does."),
                Field{"initial_delay_seconds", kInt, "Seconds before the first attempt."},
                Field{"timeout_seconds", kInt, "Seconds that an attempt may take."},
                Field{"period_seconds", kInt, "Seconds between attempts."},
                Field{"success_threshold", kInt, "Successes that make it ready."},
                Field{"failure_threshold", kInt, "Failures that make it unready."},
                part("exec", kExecAction, "A command; the same as in handler."),
                part("http_get", kHttpGetAction, "A request; the same as in handler."),
                part("tcp_socket", kTcpSocketAction, "A connection; the same as in handler."));

TILTC_API_VALUE(RestartOnSpec, "restart_on_spec", "What starts something again.",
                Field{"file_watches", kStrings, "Names of file watches."},
                Field{"ui_buttons", kStrings, "Names of buttons."});
TILTC_API_VALUE(StartOnSpec, "start_on_spec", "What starts something.",
                Field{"start_after", kString,
                      "Not before this time, such as 2026-01-31T12:00:00Z."},
                Field{"ui_buttons", kStrings, "Names of buttons."});

TILTC_API_VALUE(IgnoreDef, "ignore_def", "Files that do not count.",
                Field{"base_path", kPath, "Where the patterns start."},
                Field{"patterns", kStrings, "Patterns as in .dockerignore; none: all below."});

TILTC_API_VALUE(Forward, "forward", "A forwarded port.", Field{"local_port", kInt, "Port here."},
                Field{"container_port", kInt, "Port of the container."},
                Field{"host", kString, "Address to listen on."},
                Field{"name", kString, "What it is called."},
                Field{"path", kString, "Path for its link."});
TILTC_API_VALUE(PortForwardTemplateSpec, "port_forward_template_spec", "Forwarded ports.",
                parts("forwards", kForward, "The ports."));
TILTC_API_VALUE(PodLogStreamTemplateSpec, "pod_log_stream_template_spec", "Which logs are read.",
                Field{"since_time", kString, "From this time on, such as 2026-01-31T12:00:00Z."},
                Field{"only_containers", kStrings, "Only of these containers."},
                Field{"ignore_containers", kStrings, "Not of these containers."});

TILTC_API_VALUE(LabelSelectorRequirement, "label_selector_requirement", "A condition on a label.",
                Field{"key", kString, "The label's key."},
                Field{"operator", kString, "In, NotIn, Exists or DoesNotExist."},
                Field{"values", kStrings, "The values."});
TILTC_API_VALUE(LabelSelector, "label_selector", "Conditions on labels; all must hold.",
                Field{"match_labels", kStringMap, "Labels with their values."},
                parts("match_expressions", kLabelSelectorRequirement, "Further conditions."));
TILTC_API_VALUE(KubernetesDiscoveryTemplateSpec, "kubernetes_discovery_template_spec",
                "How pods are found.",
                parts("extra_selectors", kLabelSelector, "Labels of further pods."));
TILTC_API_VALUE(KubernetesWatchRef, "kubernetes_watch_ref", "An object whose pods are watched.",
                Field{"uid", kString, "Its UID."}, Field{"namespace", kString, "Its namespace."},
                Field{"name", kString, "Its name."});

TILTC_API_VALUE(ObjectSelector, "object_selector", "Selects objects by regular expressions.",
                Field{"api_version_regexp", kString, "Of the API version."},
                Field{"kind_regexp", kString, "Of the kind."},
                Field{"name_regexp", kString, "Of the name."},
                Field{"namespace_regexp", kString, "Of the namespace."});
TILTC_API_VALUE(KubernetesImageObjectDescriptor, "kubernetes_image_object_descriptor",
                "Where an object holds repository and tag of an image.",
                Field{"repo_field", kString, "The field of the repository."},
                Field{"tag_field", kString, "The field of the tag."});
TILTC_API_VALUE(KubernetesImageLocator, "kubernetes_image_locator",
                "Where objects name their images.",
                part("object_selector", kObjectSelector, "Which objects."),
                Field{"path", kString, "A JSONPath."},
                part("object", kKubernetesImageObjectDescriptor,
                     "What is there, when it is no string."));
TILTC_API_VALUE(KubernetesApplyCmd, "kubernetes_apply_cmd", "A command that applies or deletes.",
                Field{"args", kStrings, "An argv."},
                Field{"dir", kDirectory, "Folder in which it runs; default: the Tiltfile's."},
                Field{"env", kStrings, "Variables, KEY=VALUE."});

TILTC_API_VALUE(UiComponentLocation, "ui_component_location", "Where a button stands.",
                Field{"component_id", kString, "Name of the resource, or \"nav\"."},
                Field{"component_type", kString, "Resource or Global."});
TILTC_API_VALUE(UiTextInputSpec, "ui_text_input_spec", "An input of a text.",
                Field{"default_value", kString, "The text at first."},
                Field{"placeholder", kString, "What stands there while it is empty."});
TILTC_API_VALUE(UiBoolInputSpec, "ui_bool_input_spec", "An input of yes or no.",
                Field{"default_value", kBool, "The answer at first."},
                Field{"true_string", kString, "The text of yes; default: true."},
                Field{"false_string", kString, "The text of no; default: false."});
TILTC_API_VALUE(UiHiddenInputSpec, "ui_hidden_input_spec", "A value that is sent unseen.",
                Field{"value", kString, "The value."});
TILTC_API_VALUE(UiChoiceInputSpec, "ui_choice_input_spec", "An input of one of several.",
                Field{"choices", kStrings, "What there is to choose; the first at first."});
TILTC_API_VALUE(UiInputSpec, "ui_input_spec", "An input beside a button.",
                Field{"name", kString, "Unique among the button's inputs."},
                Field{"label", kString, "What is shown."},
                part("text", kUiTextInputSpec, "A text."),
                part("bool", kUiBoolInputSpec, "Yes or no."),
                part("hidden", kUiHiddenInputSpec, "Nothing to see."),
                part("choice", kUiChoiceInputSpec, "One of several."));

#undef TILTC_API_VALUE

// The objects themselves; every one has a name, labels and annotations.
#define TILTC_API_OBJECT(Name, function, doc, ...)                                           \
  inline constexpr std::array k##Name##Fields{                                               \
      Field{"name", kString, "Unique among objects of the type.", nullptr, Need::kRequired}, \
      Field{"labels", kStringMap, "Labels of the object."},                                  \
      Field{"annotations", kStringMap, "Annotations of the object."}, __VA_ARGS__};          \
  inline constexpr Schema k##Name {                                                          \
    "v1alpha1." function, function, doc, k##Name##Fields, Schema::Dicts::kRefused            \
  }

TILTC_API_OBJECT(Cmd, "cmd", "A command that a server runs; recorded.",
                 Field{"args", kStrings, "An argv."},
                 Field{"dir", kDirectory, "Folder in which it runs; default: the Tiltfile's."},
                 Field{"env", kStrings, "Variables, KEY=VALUE."},
                 part("readiness_probe", kProbe, "How it is known to be ready."),
                 part("restart_on", kRestartOnSpec, "What starts it again."),
                 part("start_on", kStartOnSpec, "What starts it."),
                 part("disable_source", kDisableSource, "What disables it."));
TILTC_API_OBJECT(ConfigMap, "config_map", "Named texts, for a server's own use; recorded.",
                 Field{"data", kStringMap, "The texts."});
TILTC_API_OBJECT(FileWatch, "file_watch", "Files that a server watches; recorded.",
                 Field{"watched_paths", kPaths, "Files and folders; at least one."},
                 parts("ignores", kIgnoreDef, "What of them does not count."),
                 part("disable_source", kDisableSource, "What disables it."));
TILTC_API_OBJECT(KubernetesApply, "kubernetes_apply", "Objects that a server applies; recorded.",
                 Field{"yaml", kText, "The objects; or else apply_cmd."},
                 Field{"image_maps", kStrings, "Names of image maps."},
                 parts("image_locators", kKubernetesImageLocator, "Where objects name images."),
                 Field{"timeout", kDuration, "How long applying may take."},
                 part("kubernetes_discovery_template_spec", kKubernetesDiscoveryTemplateSpec,
                      "How pods are found."),
                 part("port_forward_template_spec", kPortForwardTemplateSpec, "Forwarded ports."),
                 part("pod_log_stream_template_spec", kPodLogStreamTemplateSpec, "Logs to read."),
                 Field{"discovery_strategy", kString, "default or selectors-only."},
                 part("disable_source", kDisableSource, "What disables it."),
                 part("apply_cmd", kKubernetesApplyCmd, "Applies; or else yaml."),
                 part("restart_on", kRestartOnSpec, "What applies again."),
                 part("delete_cmd", kKubernetesApplyCmd, "Deletes what apply_cmd applied."),
                 Field{"cluster", kString, "Name of the cluster object."},
                 Field{"server_side_apply", kString, "true, false or auto."});
TILTC_API_OBJECT(KubernetesDiscovery, "kubernetes_discovery",
                 "Pods that a server follows; recorded.",
                 parts("watches", kKubernetesWatchRef, "Objects whose pods are meant."),
                 parts("extra_selectors", kLabelSelector, "Labels of further pods."),
                 part("port_forward_template_spec", kPortForwardTemplateSpec, "Forwarded ports."),
                 part("pod_log_stream_template_spec", kPodLogStreamTemplateSpec, "Logs to read."),
                 Field{"cluster", kString, "Name of the cluster object."});
TILTC_API_OBJECT(UiButton, "ui_button", "A button of the web interface; recorded.",
                 part("location", kUiComponentLocation, "Where it stands."),
                 Field{"text", kString, "What stands on it."},
                 Field{"icon_name", kString, "An icon of Material's set."},
                 Field{"icon_svg", kString, "An icon as SVG."},
                 Field{"disabled", kBool, "It can't be pressed."},
                 Field{"requires_confirmation", kBool, "It asks again."},
                 parts("inputs", kUiInputSpec, "Inputs beside it."));

#undef TILTC_API_OBJECT

}  // namespace tiltc::builtins::api
