//! Custom resources of which a controller makes pods: the reason why a Service may select no pod of the input.

use std::collections::BTreeMap;

use crate::kinds::Unsupported;
use crate::sets::Labels;

/// Kinds whose controllers make pods, by API group. Source: the documentation of each project.
const MAKERS: [(&str, &[&str]); 78] = [
    ("acid.zalan.do", &["postgresql"]),
    ("agent.k8s.elastic.co", &["Agent"]),
    ("agones.dev", &["GameServer", "GameServerSet", "Fleet"]),
    ("apm.k8s.elastic.co", &["ApmServer"]),
    ("app.redislabs.com", &["RedisEnterpriseCluster"]),
    (
        "apps.kruise.io",
        &["CloneSet", "StatefulSet", "DaemonSet", "BroadcastJob", "AdvancedCronJob", "UnitedDeployment"],
    ),
    ("apps.openshift.io", &["DeploymentConfig"]),
    (
        "argoproj.io",
        &["Rollout", "ArgoCD", "EventBus", "EventSource", "Sensor", "Workflow", "Application", "ApplicationSet"],
    ),
    ("batch.volcano.sh", &["Job"]),
    ("beat.k8s.elastic.co", &["Beat"]),
    ("camel.apache.org", &["Integration", "Pipe"]),
    ("cassandra.datastax.com", &["CassandraDatacenter"]),
    ("ceph.rook.io", &["CephCluster", "CephObjectStore", "CephFilesystem", "CephNFS"]),
    ("clickhouse-keeper.altinity.com", &["ClickHouseKeeperInstallation"]),
    ("clickhouse.altinity.com", &["ClickHouseInstallation"]),
    ("core.strimzi.io", &["StrimziPodSet"]),
    ("couchbase.com", &["CouchbaseCluster"]),
    ("crdb.cockroachlabs.com", &["CrdbCluster"]),
    ("databases.spotahome.com", &["RedisFailover"]),
    ("datadoghq.com", &["DatadogAgent"]),
    ("dragonflydb.io", &["Dragonfly"]),
    ("dynatrace.com", &["DynaKube"]),
    ("elasticsearch.k8s.elastic.co", &["Elasticsearch"]),
    ("enterprisesearch.k8s.elastic.co", &["EnterpriseSearch"]),
    ("flink.apache.org", &["FlinkDeployment"]),
    ("grafana.integreatly.org", &["Grafana"]),
    ("hazelcast.com", &["Hazelcast"]),
    ("helm.cattle.io", &["HelmChart"]),
    ("helm.toolkit.fluxcd.io", &["HelmRelease"]),
    ("hyperspike.io", &["Valkey"]),
    ("infinispan.org", &["Infinispan"]),
    ("jaegertracing.io", &["Jaeger"]),
    ("jobset.x-k8s.io", &["JobSet"]),
    ("k8s.keycloak.org", &["Keycloak"]),
    ("k8s.mariadb.com", &["MariaDB", "MaxScale"]),
    ("k8ssandra.io", &["K8ssandraCluster"]),
    ("kafka.banzaicloud.io", &["KafkaCluster"]),
    (
        "kafka.strimzi.io",
        &["Kafka", "KafkaBridge", "KafkaConnect", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaNodePool"],
    ),
    ("kibana.k8s.elastic.co", &["Kibana"]),
    ("kubeflow.org", &["Notebook", "MPIJob", "PyTorchJob", "TFJob", "XGBoostJob"]),
    ("kubevirt.io", &["VirtualMachine", "VirtualMachineInstance", "VirtualMachineInstanceReplicaSet"]),
    ("kustomize.toolkit.fluxcd.io", &["Kustomization"]),
    ("leaderworkerset.x-k8s.io", &["LeaderWorkerSet"]),
    ("logging.banzaicloud.io", &["Logging"]),
    ("logstash.k8s.elastic.co", &["Logstash"]),
    ("loki.grafana.com", &["LokiStack"]),
    ("maps.k8s.elastic.co", &["ElasticMapsServer"]),
    ("minio.min.io", &["Tenant"]),
    ("mongodb.com", &["MongoDB", "MongoDBMultiCluster", "MongoDBOpsManager"]),
    ("mongodbcommunity.mongodb.com", &["MongoDBCommunity"]),
    ("monitoring.coreos.com", &["Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler"]),
    ("mysql.oracle.com", &["InnoDBCluster"]),
    ("mysql.presslabs.org", &["MysqlCluster"]),
    ("opensearch.opster.io", &["OpenSearchCluster"]),
    ("opentelemetry.io", &["OpenTelemetryCollector"]),
    (
        "operator.victoriametrics.com",
        &["VLogs", "VMAgent", "VMAlert", "VMAlertmanager", "VMAuth", "VMCluster", "VMSingle"],
    ),
    ("pgv2.percona.com", &["PerconaPGCluster"]),
    ("pingcap.com", &["TidbCluster"]),
    ("pool.kubevirt.io", &["VirtualMachinePool"]),
    ("postgres-operator.crunchydata.com", &["PGAdmin", "PGUpgrade", "PostgresCluster"]),
    ("postgresql.cnpg.io", &["Cluster", "Pooler"]),
    ("ps.percona.com", &["PerconaServerMySQL"]),
    ("psmdb.percona.com", &["PerconaServerMongoDB"]),
    ("pxc.percona.com", &["PerconaXtraDBCluster"]),
    ("rabbitmq.com", &["RabbitmqCluster"]),
    ("ray.io", &["RayCluster", "RayJob", "RayService"]),
    ("redis.redis.opstreelabs.in", &["Redis", "RedisCluster", "RedisReplication", "RedisSentinel"]),
    ("scylla.scylladb.com", &["ScyllaCluster", "ScyllaDBDatacenter"]),
    ("serving.knative.dev", &["Configuration", "Revision", "Service"]),
    ("serving.kserve.io", &["InferenceService"]),
    ("solr.apache.org", &["SolrCloud"]),
    ("sparkoperator.k8s.io", &["SparkApplication"]),
    ("stackgres.io", &["SGCluster", "SGShardedCluster"]),
    ("tekton.dev", &["PipelineRun", "TaskRun"]),
    ("tempo.grafana.com", &["TempoMonolithic", "TempoStack"]),
    ("vault.banzaicloud.com", &["Vault"]),
    ("workload.codeflare.dev", &["AppWrapper"]),
    ("zookeeper.pravega.io", &["ZookeeperCluster"]),
];

/// How likely it is that the pods that a selector asks for are made for an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// Pods are made for it; nothing in the selector matches it.
    MakesPods,
    /// The selector has its name, its kind or its API group.
    Named,
    /// The selector matches the labels of a pod template in it.
    Template,
}

/// At most this many objects of a namespace are looked at for each Service.
const LOOKED_AT: usize = 100;

/// An object of a kind that is not supported, with what is known of its controller.
#[derive(Clone, Debug)]
pub(super) struct Maker<'a> {
    pub(super) object: &'a Unsupported,
    /// Whether its controller is known to make pods.
    known: bool,
    /// Who its API group belongs to.
    owner: Option<&'a str>,
}

impl<'a> Maker<'a> {
    /// The object, if pods may be made for it.
    fn new(object: &'a Unsupported) -> Option<Self> {
        let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
        let known = MAKERS.iter().any(|(of, kinds)| *of == group && kinds.contains(&&*object.kind));
        let found = Self { object, known, owner: owner(group) };
        (known || found.owner.is_some() || !object.pod_labels.is_empty()).then_some(found)
    }

    /// Whether pods that a selector asks for may be those of the object.
    pub(super) fn likelihood(&self, selector: &Labels) -> Option<Likelihood> {
        let object = self.object;
        let chosen = |labels: &Labels| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
        if object.pod_labels.iter().any(chosen) {
            return Some(Likelihood::Template);
        }
        let (mut by_owner, mut by_name) = (false, false);
        for (key, value) in selector {
            let (domain, key) = key.rsplit_once('/').unwrap_or(("", key));
            by_owner |= self.owner.is_some() && owner(domain) == self.owner;
            by_name |= has_name(value, &object.name)
                || value.eq_ignore_ascii_case(&object.kind)
                || key.eq_ignore_ascii_case(&object.kind);
        }
        // Objects of one name are common: of a kind that may not make any pods, the name is no hint.
        if by_owner && by_name || self.known && (by_owner || by_name) {
            Some(Likelihood::Named)
        } else {
            self.known.then_some(Likelihood::MakesPods)
        }
    }
}

/// Objects for which pods may be made, by namespace; those whose controllers are known to make some come first.
pub(super) fn makers(objects: &[Unsupported]) -> BTreeMap<&str, Vec<Maker<'_>>> {
    let mut found: BTreeMap<&str, Vec<Maker<'_>>> = BTreeMap::new();
    for maker in objects.iter().filter_map(Maker::new) {
        found.entry(&*maker.object.namespace).or_default().push(maker);
    }
    for here in found.values_mut() {
        here.sort_by_key(|maker| !maker.known && maker.object.pod_labels.is_empty());
        here.truncate(LOOKED_AT);
    }
    found
}

/// Whether a value is a name, or one made of it, as `main-kafka` of `main` and `prometheus-k8s` of `k8s`.
fn has_name(value: &str, name: &str) -> bool {
    let made = |rest: Option<&str>, dash: fn(&str) -> bool| rest.is_some_and(|rest| rest.is_empty() || dash(rest));
    !name.is_empty()
        && (made(value.strip_prefix(name), |rest| rest.starts_with('-'))
            || made(value.strip_suffix(name), |rest| rest.ends_with('-')))
}

/// The project that the domain of a label or an API group belongs to, by its last two parts: `cnpg.io` for both `cnpg.io` and
/// `postgresql.cnpg.io`. Absent for domains that many share.
fn owner(domain: &str) -> Option<&str> {
    let (above, _) = domain.rsplit_once('.')?;
    let found = above.rsplit_once('.').map_or(domain, |(others, _)| domain.get(others.len() + 1..).unwrap_or(domain));
    let shared = ["k8s.io", "x-k8s.io", "kubernetes.io", "apache.org", "github.io"];
    (!shared.contains(&found)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(object: (&str, &str, &str), selector: &[(&str, &str)], expected: Option<Likelihood>) {
        let (api_version, kind, name) = object;
        let object = Unsupported {
            api_version: api_version.into(),
            kind: kind.into(),
            name: name.into(),
            namespace: "default".into(),
            pod_labels: Vec::new(),
            policy: None,
            span: podreach_syntax::Span::default(),
        };
        let selector: Labels = selector.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        let found = Maker::new(&object).and_then(|maker| maker.likelihood(&selector));
        assert_eq!(found, expected, "{kind} {selector:?}");
    }

    #[test]
    fn selectors_speak_of_resources() {
        let named = Some(Likelihood::Named);
        let kafka = ("kafka.strimzi.io/v1beta2", "Kafka", "main");
        check(kafka, &[("strimzi.io/cluster", "main"), ("strimzi.io/name", "main-kafka")], named);
        check(kafka, &[("app.kubernetes.io/instance", "main")], named);
        check(("postgresql.cnpg.io/v1", "Cluster", "db"), &[("cnpg.io/cluster", "db"), ("role", "primary")], named);
        let prometheus = ("monitoring.coreos.com/v1", "Prometheus", "k8s");
        check(prometheus, &[("app.kubernetes.io/name", "prometheus")], named);
        check(prometheus, &[("prometheus", "other")], named);
        check(prometheus, &[("operator.prometheus.io/name", "k8s")], named);
        check(("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", "m"), &[("app", "m-svc")], named);
        check(("minio.min.io/v2", "Tenant", "store"), &[("v1.min.io/tenant", "store")], named);
        // Of projects that are not in the table: their own label, with the object's name.
        check(("db.example.com/v1", "Thing", "a"), &[("example.com/thing", "a")], named);
        check(("db.example.com/v1", "Thing", "a"), &[("app", "a")], None);
        check(("cert-manager.io/v1", "Certificate", "web"), &[("app", "web")], None);
        check(("v1", "ConfigMap", "web"), &[("app", "web")], None);
        let makes = Some(Likelihood::MakesPods);
        check(kafka, &[("app", "mainframe")], makes);
        check(("apps.kruise.io/v1alpha1", "CloneSet", "x"), &[("app.kubernetes.io/name", "web")], makes);
        check(("jobset.x-k8s.io/v1", "JobSet", "x"), &[("topology.x-k8s.io/a", "web")], makes);
    }
}
