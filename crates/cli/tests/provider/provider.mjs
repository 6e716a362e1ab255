// A real OpenID provider for the tests: whoever comes with the cookie `as` is signed in as that
// account, with the ways of the cookie `amr`, and without a page in between. Started with its port
// and with where it sends people back to; prints a line once it listens.
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

const [port, back] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const key = (kind, options, kid, alg) => {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
};
const keys = [
  key("rsa", { modulusLength: 2048 }, "rsa", "RS256"),
  key("ec", { namedCurve: "P-256" }, "ec", "ES256"),
];
const client = (client_id, more) => ({
  client_id,
  client_secret: "a secret of the tests, 32 and more signs",
  redirect_uris: [back],
  grant_types: ["authorization_code"],
  response_types: ["code"],
  ...more,
});

const provider = new Provider(issuer, {
  jwks: { keys },
  clients: [
    client("suixing", {}),
    client("suixing-es", { id_token_signed_response_alg: "ES256" }),
  ],
  // The staff number stands beside the token alone, as many providers have it.
  claims: { openid: ["sub", "amr", "acr"], staff: ["employee_number"] },
  scopes: ["openid", "staff"],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ["of the tests"] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: `subject-${id}`, employee_number: id }),
  }),
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  const { params, prompt, session } = await provider.interactionDetails(ctx.req, ctx.res);
  const accountId = ctx.cookies.get("as");
  if (!accountId) {
    const error = { error: "access_denied", error_description: "nobody signed in" };
    return provider.interactionFinished(ctx.req, ctx.res, error);
  }
  if (prompt.name === "login") {
    const amr = (ctx.cookies.get("amr") || "pwd").split(".");
    const login = { accountId, amr, remember: false };
    return provider.interactionFinished(ctx.req, ctx.res, { login });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(ctx.req, ctx.res, { consent }, { mergeWithLastSubmission: true });
});

provider.listen(Number(port), "127.0.0.1", () => console.log(issuer));
