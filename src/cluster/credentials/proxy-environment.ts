import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/** The first of the names that says something; capital letters come first, as in Go. */
const said = (env: Environment, name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const isWithin = (address: string, network: string): boolean => {
  const [base = '', bits = ''] = network.split('/');
  if (isIP(address) === 0 || isIP(base) === 0 || !/^\d{1,3}$/.test(bits)) return false;
  const list = new BlockList();
  try {
    list.addSubnet(base, Number(bits), family(base));
  } catch {
    return false;
  }
  return list.check(address, family(address));
};

/** Host and port of an entry; IPv6 addresses stand in brackets where they have a port. */
const partsOf = (entry: string): readonly [string, string] => {
  const [, bracketed, port = ''] = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry) ?? [];
  if (bracketed !== undefined) return [bracketed, port];
  if (isIP(entry) === 6) return [entry, ''];
  const colon = entry.lastIndexOf(':');
  return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)];
};

const isExcepted = (entry: string, host: string, port: string): boolean => {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(host, entry);
  const [name, onlyPort] = partsOf(entry);
  if (name === '' || (onlyPort !== '' && onlyPort !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && isWithin(host, `${name}/${isIP(name) === 6 ? 128 : 32}`);
  const domain = name.startsWith('*.') ? name.slice(1) : name;
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
};

const isLoopback = (host: string): boolean => host === 'localhost' || isWithin(host, '127.0.0.0/8') || host === '::1';

/**
 * The proxy that the environment names for a server, by the rules of Go (`golang.org/x/net/http/httpproxy`), which are those
 * of client-go: HTTPS_PROXY or HTTP_PROXY by the server's scheme, capital letters before small ones; never for this machine
 * itself; not for what NO_PROXY lists (`*`, names with all below them, `.name` for those below alone, addresses, networks, each
 * but networks with a port). Where neither is set, ALL_PROXY counts, which Go does not know. Without a scheme it is `http://`.
 */
export const proxyFor = (server: URL, env: Environment): string | undefined => {
  const proxy = said(env, server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? said(env, 'ALL_PROXY');
  if (proxy === undefined) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  if (isLoopback(host)) return undefined;
  const exceptions = (said(env, 'NO_PROXY') ?? '').split(',').map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => entry !== '' && isExcepted(entry, host, port))) return undefined;
  return /^[a-z\d+.-]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
};
