//! Entry points (Ingress, Route, Gateway and its routes) and Endpoints objects, as plain values.

use std::net::IpAddr;

use podreach_syntax::{Node, Span};

use super::objects::Meta;
use crate::sets::{Protocol, Selector};

/// What an Endpoints or EndpointSlice object puts behind a Service.
#[derive(Clone, Debug)]
pub struct EndpointsObject {
    /// Metadata.
    pub meta: Meta,
    /// Name of the Service, in the same namespace.
    pub service: Box<str>,
    /// Addresses with the ports that they serve.
    pub subsets: Vec<Subset>,
}

/// Addresses that serve the same ports. Those that are not ready count, as pods that are not ready do.
#[derive(Clone, Debug, Default)]
pub struct Subset {
    /// Ports.
    pub ports: Vec<SubsetPort>,
    /// Addresses.
    pub addresses: Vec<SubsetAddress>,
}

/// A port of a subset. It belongs to the Service port of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubsetPort {
    /// Name; empty when it has none.
    pub name: Box<str>,
    /// Protocol; TCP unless written.
    pub protocol: Protocol,
    /// Number; every port when it is not written.
    pub port: Option<u16>,
}

/// One address of a subset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubsetAddress {
    /// The address; a name that DNS resolves has none.
    pub address: Option<IpAddr>,
    /// Name of the pod that has it, in the same namespace, when `targetRef` says so.
    pub pod: Option<Box<str>>,
    /// Where it is written.
    pub span: Span,
}

/// The port of a Service as something in front of it names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendPort {
    /// None is named: all of them.
    Any,
    /// The Service port with this number.
    Number(u16),
    /// The Service port with this name.
    Name(Box<str>),
    /// The Service ports that lead to this pod port. OpenShift Routes name ports so.
    Target(u16),
}

/// A backend as written.
#[derive(Clone, Debug)]
pub struct BackendRef {
    /// Kind of what it leads to; only a Service leads on to pods.
    pub kind: Box<str>,
    /// Namespace, when it is written.
    pub namespace: Option<Box<str>>,
    /// Name.
    pub name: Box<str>,
    /// Its port.
    pub port: BackendPort,
    /// `weight: 0` is written: no traffic goes there.
    pub idle: bool,
    /// Where it is written.
    pub span: Span,
    /// Where its name is.
    pub name_span: Span,
}

/// Where a backend has its name.
pub(super) fn backend_name(node: &Node) -> Span {
    let written = [&["service", "name"][..], &["name"], &["serviceName"]];
    written.into_iter().find_map(|path| node.at(path)).map_or(node.span, |name| name.span)
}

/// Requests and where they go.
#[derive(Clone, Debug)]
pub struct EntryRule {
    /// Host names; empty for all.
    pub hosts: Vec<Box<str>>,
    /// Path, or service and method of gRPC; `None` for all.
    pub path: Option<Box<str>>,
    /// Backends.
    pub backends: Vec<BackendRef>,
}

/// An Ingress of any version.
#[derive(Clone, Debug)]
pub struct Ingress {
    /// Metadata.
    pub meta: Meta,
    /// `ingressClassName`, or the annotation that came before it.
    pub class: Option<Box<str>>,
    /// Its rules; the default backend is a rule for all hosts and paths.
    pub rules: Vec<EntryRule>,
}

/// An IngressClass.
#[derive(Clone, Debug)]
pub struct IngressClass {
    /// Metadata.
    pub meta: Meta,
    /// `spec.controller`.
    pub controller: Box<str>,
    /// Whether an Ingress without a class belongs to it.
    pub is_default: bool,
}

/// A GatewayClass.
#[derive(Clone, Debug)]
pub struct GatewayClass {
    /// Metadata.
    pub meta: Meta,
    /// `spec.controllerName`.
    pub controller: Box<str>,
}

/// An OpenShift Route.
#[derive(Clone, Debug)]
pub struct OpenShiftRoute {
    /// Metadata.
    pub meta: Meta,
    /// Where it leads.
    pub rule: EntryRule,
}

/// Namespaces from which a listener allows routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteNamespaces {
    /// The Gateway's own.
    Same,
    /// All.
    All,
    /// Those that a selector matches.
    Matching(Selector),
    /// None.
    Nobody,
}

/// A listener of a Gateway.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Name.
    pub name: Box<str>,
    /// Port, when it is one.
    pub port: Option<u16>,
    /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`, or a name of the implementation's own.
    pub protocol: Box<str>,
    /// Host name that it answers to, `*.example.com` for all below.
    pub hostname: Option<Box<str>>,
    /// Namespaces of routes that may attach.
    pub namespaces: RouteNamespaces,
    /// Kinds of routes that may attach; empty for those that go with the protocol.
    pub kinds: Vec<Box<str>>,
    /// Where it is written.
    pub span: Span,
}

/// A Gateway of `gateway.networking.k8s.io`.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Metadata.
    pub meta: Meta,
    /// `gatewayClassName`.
    pub class: Option<Box<str>>,
    /// Whether `addresses` asks for some.
    pub addressed: bool,
    /// Its listeners.
    pub listeners: Vec<Listener>,
}

/// What a route attaches to.
#[derive(Clone, Debug)]
pub struct ParentRef {
    /// Kind, `Gateway` unless written.
    pub kind: Box<str>,
    /// Namespace, when it is written.
    pub namespace: Option<Box<str>>,
    /// Name.
    pub name: Box<str>,
    /// Name of the one listener that is meant.
    pub section: Option<Box<str>>,
    /// Port of the listeners that are meant.
    pub port: Option<u16>,
    /// Where it is written.
    pub span: Span,
}

/// A route of the Gateway API: HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute.
#[derive(Clone, Debug)]
pub struct GatewayRoute {
    /// Metadata; its kind says which of them.
    pub meta: Meta,
    /// What it attaches to.
    pub parents: Vec<ParentRef>,
    /// Host names; empty for all.
    pub hosts: Vec<Box<str>>,
    /// Its rules.
    pub rules: Vec<EntryRule>,
}

/// A ReferenceGrant: lets routes of other namespaces lead to Services of its own.
#[derive(Clone, Debug)]
pub struct ReferenceGrant {
    /// Metadata.
    pub meta: Meta,
    /// Kinds of routes with their namespaces.
    pub from: Vec<(Box<str>, Box<str>)>,
    /// Names of Services; `None` for all.
    pub to: Vec<Option<Box<str>>>,
}
