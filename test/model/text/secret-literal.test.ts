import { describe, expect, test } from 'vitest';
import { nameSaysSecret, secretsOfLiteral } from '../../../src/model/text/secret-literal.ts';

describe('a name', () => {
  test.each([
    'DB_PASSWORD',
    'PGPASSWORD',
    'dbPwd',
    'API_KEY',
    'apiToken',
    'AWS_SECRET_ACCESS_KEY',
    'PRIVATE_KEY',
    'REDISCLI_AUTH',
    'SSHPASS',
    'client-secret',
    'GOOGLE_CREDENTIALS',
  ])('such as %s says that the value is a secret', (name) => {
    expect(nameSaysSecret(name)).toBe(true);
  });

  test.each([
    'TARGET_NODE',
    'KEY',
    'LABEL_KEY',
    'TOPOLOGY_KEY',
    'PASSWORD_FILE',
    'SECRET_NAME',
    'IMAGE_PULL_SECRET',
    'TOKEN_TTL',
    'AUTH_MODE',
    'CHAOS_SERVICE_ACCOUNT',
    'SESSION_AFFINITY',
    'KEYSPACE',
    'MONKEY',
    'BYPASS',
    'AUTHOR',
    'PWD',
  ])('such as %s does not', (name) => {
    expect(nameSaysSecret(name)).toBe(false);
  });
});

describe('of a literal value', () => {
  const hidden = (name: string, value: string) => [...new Set(secretsOfLiteral({ name, value }))];

  test('all is a secret under the name of one, ordinary words too', () => {
    expect(hidden('DB_PASSWORD', 'monkey')).toEqual(['monkey']);
    expect(hidden('API_TOKEN', 'two words')).toEqual(['two words']);
  });

  test.each([
    ['ENABLE_AUTH', 'true'],
    ['TOKEN', 'none'],
    ['USE_TOKEN', '5'],
    ['TARGET_NODE', 'node'],
    ['TARGET_PODS', 'nginx-7d4b9c6f5-x2x7k,checkout-x2x7k'],
    ['APP_LABEL', 'app=nginx'],
    ['ENDPOINT', 'http://shop.example:8080/user@example'],
    ['CONTAINER_RUNTIME', 'containerd'],
    ['STRESS', 'stress-ng --cpu 2 --timeout 60s --metrics-brief'],
    ['QUERY', 'sum(rate(http_requests_total{code=~"5.."}[1m])) > 0.5'],
  ])('of %s nothing is a secret', (name, value) => {
    expect(hidden(name, value)).toEqual([]);
  });

  test.each([
    ['DATABASE_URL', 'postgres://shop:pa55@db:5432/shop', 'pa55'],
    ['CURL', 'curl -H "Authorization: Bearer open sesame" http://shop', 'open'],
    ['ARGS', '--user admin --password swordfish', 'swordfish'],
    ['ARGS', '--password=swordfish --user=admin', 'swordfish'],
    ['CONFIG', '{"user":"admin","password":"swordfish"}', 'swordfish'],
    ['CONFIG', 'user: admin\npassword: swordfish\n', 'swordfish'],
    ['CONNECTION', 'Server=db;User=sa;Password=swordfish;', 'swordfish'],
    ['WEBHOOK', 'https://hooks.example/x?token=swordfish&channel=ops', 'swordfish'],
    ['SOME', 'key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ])('of %s, the part that is one is found in %s', (name, value, part) => {
    expect(hidden(name, value)).toContain(part);
    expect(hidden(name, value)).not.toContain('admin');
  });
});
