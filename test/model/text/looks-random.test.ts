import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksRandom } from '../../../src/model/text/looks-random.ts';

describe('what looks random', () => {
  test.each([
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'Xy7#kQ92pL!m',
    's3cr3t-V4lue-9f8a7b6c5d',
    '9f86d081884c7d65',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7',
    'aBcDxYzWqRtPnM',
  ])('%s does', (word) => {
    expect(looksRandom(word)).toBe(true);
  });

  test.each([
    'node',
    'true',
    '5',
    'containerd',
    'pod-delete',
    'default-health-check',
    'nginx-7d4b9c6f5-x2x7k',
    'checkout-x2x7k',
    'ip-10-0-1-23.eu-west-1.compute.internal',
    'gke-pool-1-default.europe-west4-a',
    'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/query',
    '/run/containerd/containerd.sock',
    'litmuschaos/go-runner:3.18.0',
    'registry.example/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'app.kubernetes.io/name=checkout',
    'pod-template-hash=7d4b9c6f5',
    '2024-01-02T10:00:00Z',
    'v1.29.4-gke.1043002',
    '123456789012345678901234',
    '10.0.0.12:8443',
    '2001:0db8:85a3:0000:8a2e:0370:7334:1a2b',
    '2001:db8::8a2e:370:7334/64',
    'i-0abcd1234ef567890',
    '2f1f7c1e-95a4-4f3a-9f2d-0f3d9a5c1b7e',
    'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/73e2d6bc24d8a067',
    'getHTTPSURLById',
    'ClientIP',
    'NetworkPolicyV1Beta2',
  ])('%s does not', (word) => {
    expect(looksRandom(word)).toBe(false);
  });

  test('is nearly every key of twenty-four characters that is drawn from letters and digits', () => {
    const characters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
    const keys = fc.sample(fc.string({ unit: fc.constantFrom(...characters), minLength: 24, maxLength: 24 }), {
      numRuns: 1_000,
      seed: 7,
    });
    expect(keys.filter(looksRandom).length).toBeGreaterThan(990);
  });
});
