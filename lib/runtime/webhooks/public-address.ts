/** Which addresses a webhook may be sent to: those of the public Internet, so that it reaches nothing within a network. */
import { BlockList, isIP, isIPv4 } from "node:net";

/** IPv4 ranges that are not public, after IANA's registry of special-purpose addresses. */
const NOT_PUBLIC: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carrier-grade NAT; Alibaba's metadata
  ["127.0.0.0", 8],
  ["168.63.129.16", 32], // Azure's platform
  ["169.254.0.0", 16], // link-local; the metadata of AWS, Azure and Google
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** The ranges within 2000::/3 that are not public. Tunnels are among them: they embed IPv4 addresses. */
const NOT_PUBLIC_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // Teredo and other protocols
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4
  ["3fff::", 20],
];

const notPublic = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) notPublic.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of NOT_PUBLIC_V6) notPublic.addSubnet(network, prefix, "ipv6");

/** Global unicast. Everything outside is special: loopback, ULA, link-local, multicast, mapped IPv4, NAT64. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** @param address IPv4 or IPv6, as a resolver returns it */
export const isPublicAddress = (address: string): boolean =>
  isIPv4(address)
    ? !notPublic.check(address, "ipv4")
    : globalUnicast.check(address, "ipv6") && !notPublic.check(address, "ipv6");

export const isLoopbackAddress = (address: string): boolean =>
  loopback.check(address, isIPv4(address) ? "ipv4" : "ipv6");

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

/** `localhost` and what is below it are loopback by RFC 6761. */
const isLoopbackHost = (host: string): boolean =>
  /(^|\.)localhost\.?$/.test(host) || (isIP(host) !== 0 && isLoopbackAddress(host));

/**
 * Why a URL cannot be a receiver's; undefined when it can be. Its name is not resolved: that is done when something is sent.
 * @param allowsLoopback whether loopback is allowed, by http:// too: on the local stage
 */
export const receiverIssue = (text: string, allowsLoopback: boolean): string | undefined => {
  const url = new URL(text);
  const host = hostOf(url);
  if (isLoopbackHost(host)) return allowsLoopback ? undefined : "must not be a loopback address";
  if (url.protocol !== "https:") return "must be an https URL";
  return isIP(host) === 0 || isPublicAddress(host) ? undefined : "must be an address of the public Internet";
};
