import * as E from 'fp-ts/Either';
import { bad, type ConnectError, reasonOf } from './connect-error.ts';
import type { Connection } from './connection.ts';
import { proxyFor } from './proxy-environment.ts';

/** Which proxy is meant, if any. */
export interface ProxyWish {
  /** The kubeconfig's `proxy-url`: it counts for its cluster whatever the environment says. */
  readonly url?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const schemes = ['http:', 'https:', 'socks5:', 'socks5h:'];

const canDecode = ({ username, password }: URL): boolean => {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
};

/** The connection through the proxy that is wished for. What speaks to proxies is loaded where there is one. */
export const throughProxy = async (
  connection: Connection,
  wish: ProxyWish,
): Promise<E.Either<ConnectError, Connection>> => {
  const server = new URL(connection.server);
  const address = wish.url ?? proxyFor(server, wish.env);
  if (address === undefined) return E.right(connection);
  // A password may stand in it: the address itself is never quoted.
  const whose = wish.url === undefined ? 'the proxy that the environment names' : 'the proxy-url of the kubeconfig';
  const refused = (why: string): E.Either<ConnectError, never> => bad(`${whose} cannot be used: ${why}`);
  if (!URL.canParse(address)) return refused('it is no address');
  const url = new URL(address);
  if (!schemes.includes(url.protocol) || url.hostname === '')
    return refused(`it has to begin with ${schemes.map((scheme) => `${scheme}//`).join(', ')}`);
  if (!canDecode(url)) return refused('a percent sign in its user or password has to be written %25');
  const name = `${url.protocol}//${url.host}`;
  const isTunnel = server.protocol === 'https:' || url.protocol.startsWith('socks');
  if (!isTunnel) return E.right({ ...connection, proxy: { name, forward: url } });
  try {
    const { tunnelAgent } = await import('../transport/tunnel-agent.ts');
    return E.right({ ...connection, proxy: { name, agent: await tunnelAgent(address, connection.server) } });
  } catch (cause) {
    return refused(reasonOf(cause));
  }
};
