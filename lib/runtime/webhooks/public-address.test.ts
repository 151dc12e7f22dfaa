import { describe, expect, test } from "vitest";
import { isLoopbackAddress, isPublicAddress, receiverIssue } from "./public-address.ts";

describe("isPublicAddress", () => {
  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:a00:1",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
  ])("refuses %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "2800:3f0::1",
  ])("permits %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test("no address is both public and loopback", () => {
    for (const address of ["127.0.0.1", "127.8.9.10", "::1"])
      expect([isPublicAddress(address), isLoopbackAddress(address)]).toEqual([false, true]);
    for (const address of ["::", "0.0.0.0", "10.0.0.1", "8.8.8.8"])
      expect(isLoopbackAddress(address), address).toBe(false);
  });
});

describe("receiverIssue", () => {
  test.each([
    "https://shop.example/hook",
    "https://1.1.1.1/hook",
    "https://[2606:4700:4700::1111]:8443/hook",
  ])("permits %s on every stage", (url) => {
    expect([receiverIssue(url, true), receiverIssue(url, false)]).toEqual([undefined, undefined]);
  });

  test.each([
    "http://127.0.0.1:8080/hook",
    "http://localhost:8080",
    "https://localhost",
    "http://[::1]:1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://hook.localhost/",
    "http://localhost./",
    "https://[::ffff:127.0.0.1]/",
  ])("permits the loopback URL %s on the local stage only", (url) => {
    expect(receiverIssue(url, true)).toBeUndefined();
    expect(receiverIssue(url, false)).toContain("loopback");
  });

  test.each([
    "http://shop.example/",
    "http://1.1.1.1/",
    "https://10.0.0.1/",
    "https://0xa.1/",
    "https://169.254.169.254/latest",
    "https://[fd00:ec2::254]/",
    "https://0.0.0.0/",
    "ftp://shop.example/",
  ])("refuses %s on every stage", (url) => {
    expect(receiverIssue(url, true)).toBeDefined();
    expect(receiverIssue(url, false)).toBeDefined();
  });
});
