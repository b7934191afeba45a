// The least that launches an experiment: one GET of the ChaosExperiment and one POST of a Job of the same body, on one
// connection. What the runner takes longer for more variables is compared with what this takes longer.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

const { BENCH_HOST: host, BENCH_PORT: port, BENCH_TOKEN: token, BENCH_GET: get, BENCH_POST: post } = process.env;
const agent = new Agent({ keepAlive: true, ca: readFileSync(process.env.BENCH_CA ?? '') });

function call(method, path, body) {
  const headers = {
    authorization: `Bearer ${token}`,
    'user-agent': 'bench-bare',
    'content-type': 'application/json',
    ...(body && { 'content-length': body.length }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path, headers, agent }, async (response) => {
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += part;
      if (response.statusCode >= 300) reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      else resolve(JSON.parse(text));
    });
    sent.on('error', reject).end(body);
  });
}

await call('GET', get);
await call('POST', post, Buffer.from(JSON.stringify(JSON.parse(readFileSync(process.env.BENCH_BODY ?? '', 'utf8')))));
agent.destroy();
