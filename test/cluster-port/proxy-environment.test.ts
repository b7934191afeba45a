import { describe, expect, test } from 'vitest';
import { proxyFor } from '../../src/cluster/credentials/proxy-environment.ts';

const proxy = 'http://proxy.corp.example:3128';
const server = 'https://api.corp.example:6443';
const of = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env);

describe('the proxy that the environment names', () => {
  test.each<[string, Record<string, string>, string, string | undefined]>([
    ['by scheme: https', { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other' }, server, proxy],
    ['by scheme: http', { HTTPS_PROXY: 'http://other', HTTP_PROXY: proxy }, 'http://api.corp.example', proxy],
    ['none of the other scheme', { HTTP_PROXY: proxy }, server, undefined],
    ['in small letters', { https_proxy: proxy }, server, proxy],
    ['capital letters before small ones', { HTTPS_PROXY: proxy, https_proxy: 'http://other' }, server, proxy],
    ['an empty one is none', { HTTPS_PROXY: '', https_proxy: proxy }, server, proxy],
    ['without a scheme', { HTTPS_PROXY: 'proxy.corp.example:3128' }, server, proxy],
    ['SOCKS', { HTTPS_PROXY: 'socks5://p:1080' }, server, 'socks5://p:1080'],
    ['for all, where there is no other', { ALL_PROXY: proxy }, server, proxy],
    ['for all, after the other', { ALL_PROXY: 'http://other', HTTPS_PROXY: proxy }, server, proxy],
    ['nothing', {}, server, undefined],
    ['never for localhost', { HTTPS_PROXY: proxy }, 'https://localhost:6443', undefined],
    ['never for 127.0.0.0/8', { HTTPS_PROXY: proxy }, 'https://127.9.0.1:6443', undefined],
    ['never for ::1', { HTTPS_PROXY: proxy }, 'https://[::1]:6443', undefined],
  ])('%s', (_, env, url, expected) => {
    expect(of(url, env)).toBe(expected);
  });

  const excepted: readonly [string, string, boolean][] = [
    ['*', server, true],
    ['api.corp.example', server, true],
    ['corp.example', server, true],
    ['.corp.example', server, true],
    ['*.corp.example', server, true],
    ['.api.corp.example', server, false],
    ['orp.example', server, false],
    ['API.Corp.Example', server, true],
    ['other.example, api.corp.example', server, true],
    ['api.corp.example:6443', server, true],
    ['api.corp.example:443', server, false],
    ['api.corp.example:443', 'https://api.corp.example', true],
    ['10.96.0.1', 'https://10.96.0.1:443', true],
    ['10.96.0.1:443', 'https://10.96.0.1', true],
    ['10.96.0.1:6443', 'https://10.96.0.1', false],
    ['10.96.0.0/12', 'https://10.100.0.1', true],
    ['10.96.0.0/12', 'https://10.200.0.1', false],
    ['10.96.0.0/99', 'https://10.96.0.1', false],
    ['10.96.0.0/12', server, false],
    ['fd00::/8', 'https://[fd00:10::1]:443', true],
    ['[fd00:10::1]:443', 'https://[fd00:10::1]:443', true],
    ['fd00:10::1', 'https://[fd00:10:0::1]:443', true],
    ['10.96.0.1', 'https://210.96.0.1', false],
    [' , ,', server, false],
  ];
  test.each(excepted)('with NO_PROXY=%s, for %s is not used: %s', (NO_PROXY, url, direct) => {
    expect(of(url, { HTTPS_PROXY: proxy, NO_PROXY })).toBe(direct ? undefined : proxy);
    expect(of(url, { HTTPS_PROXY: proxy, no_proxy: NO_PROXY })).toBe(direct ? undefined : proxy);
  });
});
