#include "object_shapes.h"

#include <array>

namespace tiltc::kubernetes {
namespace {

using Kind = Shape::Kind;

constexpr Shape kString{Kind::kString};
constexpr Shape kInteger{Kind::kInteger};
constexpr Shape kBoolean{Kind::kBoolean};
constexpr Shape kBase64{Kind::kBase64};
constexpr Shape kIntegerOrString{Kind::kIntegerOrString};
constexpr Shape kStrings{Kind::kList, &kString};
constexpr Shape kStringMap{Kind::kMap, &kString};
constexpr Shape kBase64Map{Kind::kMap, &kBase64};

template <std::size_t N>
constexpr Shape object(const std::array<Field, N>& fields) {
  return {Kind::kObject, nullptr, fields};
}

constexpr Shape list(const Shape& items) {
  return {Kind::kList, &items};
}

constexpr std::array kMetadataFields = {
    Field{"name", &kString},      Field{"generateName", &kString},   Field{"namespace", &kString},
    Field{"labels", &kStringMap}, Field{"annotations", &kStringMap}, Field{"finalizers", &kStrings},
};
constexpr Shape kMetadata = object(kMetadataFields);

constexpr std::array kReferenceFields = {Field{"name", &kString}, Field{"key", &kString},
                                         Field{"optional", &kBoolean}};
constexpr Shape kReference = object(kReferenceFields);
constexpr std::array kValueFromFields = {Field{"configMapKeyRef", &kReference},
                                         Field{"secretKeyRef", &kReference}};
constexpr Shape kValueFrom = object(kValueFromFields);
constexpr std::array kEnvFields = {Field{"name", &kString}, Field{"value", &kString},
                                   Field{"valueFrom", &kValueFrom}};
constexpr Shape kEnv = object(kEnvFields);
constexpr Shape kEnvs = list(kEnv);
constexpr std::array kEnvFromFields = {
    Field{"prefix", &kString}, Field{"configMapRef", &kReference}, Field{"secretRef", &kReference}};
constexpr Shape kEnvFrom = object(kEnvFromFields);
constexpr Shape kEnvFroms = list(kEnvFrom);
constexpr std::array kContainerPortFields = {
    Field{"name", &kString}, Field{"containerPort", &kInteger}, Field{"hostPort", &kInteger},
    Field{"protocol", &kString}};
constexpr Shape kContainerPort = object(kContainerPortFields);
constexpr Shape kContainerPorts = list(kContainerPort);
constexpr std::array kMountFields = {Field{"name", &kString}, Field{"mountPath", &kString},
                                     Field{"subPath", &kString}, Field{"readOnly", &kBoolean}};
constexpr Shape kMount = object(kMountFields);
constexpr Shape kMounts = list(kMount);
constexpr std::array kContainerFields = {
    Field{"name", &kString},
    Field{"image", &kString},
    Field{"command", &kStrings},
    Field{"args", &kStrings},
    Field{"env", &kEnvs},
    Field{"envFrom", &kEnvFroms},
    Field{"ports", &kContainerPorts},
    Field{"volumeMounts", &kMounts},
    Field{"workingDir", &kString},
    Field{"imagePullPolicy", &kString},
    Field{"stdin", &kBoolean},
    Field{"tty", &kBoolean},
};
constexpr Shape kContainer = object(kContainerFields);
constexpr Shape kContainers = list(kContainer);

constexpr std::array kImageVolumeFields = {Field{"reference", &kString},
                                           Field{"pullPolicy", &kString}};
constexpr Shape kImageVolume = object(kImageVolumeFields);
constexpr std::array kVolumeFields = {Field{"name", &kString}, Field{"image", &kImageVolume}};
constexpr Shape kVolume = object(kVolumeFields);
constexpr Shape kVolumes = list(kVolume);
constexpr std::array kPodSpecFields = {
    Field{"initContainers", &kContainers},
    Field{"containers", &kContainers},
    Field{"ephemeralContainers", &kContainers},
    Field{"volumes", &kVolumes},
    Field{"nodeSelector", &kStringMap},
    Field{"restartPolicy", &kString},
    Field{"serviceAccountName", &kString},
    Field{"hostNetwork", &kBoolean},
    Field{"terminationGracePeriodSeconds", &kInteger},
};
constexpr Shape kPodSpec = object(kPodSpecFields);
constexpr std::array kPodFields = {Field{"metadata", &kMetadata}, Field{"spec", &kPodSpec}};
constexpr Shape kPod = object(kPodFields);

constexpr std::array kSelectorFields = {Field{"matchLabels", &kStringMap}};
constexpr Shape kSelector = object(kSelectorFields);
constexpr std::array kSetSpecFields = {Field{"replicas", &kInteger},
                                       Field{"selector", &kSelector},
                                       Field{"template", &kPod},
                                       Field{"serviceName", &kString},
                                       Field{"podManagementPolicy", &kString},
                                       Field{"minReadySeconds", &kInteger},
                                       Field{"revisionHistoryLimit", &kInteger}};
constexpr Shape kSetSpec = object(kSetSpecFields);
constexpr std::array kSetFields = {Field{"metadata", &kMetadata}, Field{"spec", &kSetSpec}};
constexpr Shape kSet = object(kSetFields);

constexpr std::array kControllerSpecFields = {
    Field{"replicas", &kInteger}, Field{"selector", &kStringMap}, Field{"template", &kPod}};
constexpr Shape kControllerSpec = object(kControllerSpecFields);
constexpr std::array kControllerFields = {Field{"metadata", &kMetadata},
                                          Field{"spec", &kControllerSpec}};
constexpr Shape kController = object(kControllerFields);

constexpr std::array kJobSpecFields = {Field{"parallelism", &kInteger},
                                       Field{"completions", &kInteger},
                                       Field{"backoffLimit", &kInteger},
                                       Field{"activeDeadlineSeconds", &kInteger},
                                       Field{"ttlSecondsAfterFinished", &kInteger},
                                       Field{"template", &kPod}};
constexpr Shape kJobSpec = object(kJobSpecFields);
constexpr std::array kJobFields = {Field{"metadata", &kMetadata}, Field{"spec", &kJobSpec}};
constexpr Shape kJob = object(kJobFields);
constexpr std::array kCronJobSpecFields = {Field{"schedule", &kString}, Field{"suspend", &kBoolean},
                                           Field{"concurrencyPolicy", &kString},
                                           Field{"jobTemplate", &kJob}};
constexpr Shape kCronJobSpec = object(kCronJobSpecFields);
constexpr std::array kCronJobFields = {Field{"metadata", &kMetadata}, Field{"spec", &kCronJobSpec}};
constexpr Shape kCronJob = object(kCronJobFields);

constexpr std::array kPodTemplateFields = {Field{"metadata", &kMetadata}, Field{"template", &kPod}};
constexpr Shape kPodTemplate = object(kPodTemplateFields);

constexpr std::array kServicePortFields = {
    Field{"name", &kString}, Field{"port", &kInteger}, Field{"nodePort", &kInteger},
    Field{"targetPort", &kIntegerOrString}, Field{"protocol", &kString}};
constexpr Shape kServicePort = object(kServicePortFields);
constexpr Shape kServicePorts = list(kServicePort);
constexpr std::array kServiceSpecFields = {
    Field{"selector", &kStringMap}, Field{"ports", &kServicePorts}, Field{"type", &kString},
    Field{"clusterIP", &kString}, Field{"externalName", &kString}};
constexpr Shape kServiceSpec = object(kServiceSpecFields);
constexpr std::array kServiceFields = {Field{"metadata", &kMetadata}, Field{"spec", &kServiceSpec}};
constexpr Shape kService = object(kServiceFields);

constexpr std::array kConfigMapFields = {Field{"metadata", &kMetadata}, Field{"data", &kStringMap},
                                         Field{"binaryData", &kBase64Map},
                                         Field{"immutable", &kBoolean}};
constexpr Shape kConfigMap = object(kConfigMapFields);
constexpr std::array kSecretFields = {Field{"metadata", &kMetadata}, Field{"data", &kBase64Map},
                                      Field{"stringData", &kStringMap}, Field{"type", &kString},
                                      Field{"immutable", &kBoolean}};
constexpr Shape kSecret = object(kSecretFields);

constexpr std::array kAnyFields = {Field{"metadata", &kMetadata}};
constexpr Shape kAny = object(kAnyFields);

struct KindShape {
  std::string_view group;
  std::string_view kind;
  const Shape* shape;
};

constexpr std::array kKinds = {
    KindShape{"", "Pod", &kPod},
    KindShape{"", "PodTemplate", &kPodTemplate},
    KindShape{"", "ReplicationController", &kController},
    KindShape{"", "Service", &kService},
    KindShape{"", "ConfigMap", &kConfigMap},
    KindShape{"", "Secret", &kSecret},
    KindShape{"apps", "Deployment", &kSet},
    KindShape{"apps", "ReplicaSet", &kSet},
    KindShape{"apps", "DaemonSet", &kSet},
    KindShape{"apps", "StatefulSet", &kSet},
    KindShape{"extensions", "Deployment", &kSet},
    KindShape{"extensions", "ReplicaSet", &kSet},
    KindShape{"extensions", "DaemonSet", &kSet},
    KindShape{"batch", "Job", &kJob},
    KindShape{"batch", "CronJob", &kCronJob},
};

}  // namespace

const Shape& shape_of(const ManifestObject& object) {
  const std::string group = object.group();
  for (const KindShape& known : kKinds) {
    if (known.kind == object.kind && known.group == group) {
      return *known.shape;
    }
  }
  return kAny;
}

}  // namespace tiltc::kubernetes
