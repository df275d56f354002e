// The web server in front: the portal by FastCGI, and the application behind a question to the portal's handler for each request. Both
// are on one port and told apart by name, so a host that is neither is refused and never becomes the first of the two.
import { hosts, packaged, paths, type Site } from "./Site.ts"

/** What the portal is told of a request. It puts the port behind the host in every way back, so it is told the one that people see. */
const request = (site: Site): string =>
  [
    `fastcgi_pass unix:${paths(site).socket};`,
    ...Object.entries({
      HTTP_HOST: "$http_host",
      QUERY_STRING: "$query_string",
      REMOTE_ADDR: "$remote_addr",
      REMOTE_PORT: "$remote_port",
      REQUEST_METHOD: "$request_method",
      REQUEST_SCHEME: "$scheme",
      REQUEST_URI: "$request_uri",
      SERVER_NAME: "$server_name",
      SERVER_PORT: "80",
      SERVER_PROTOCOL: "$server_protocol"
    }).map(([name, value]) => `fastcgi_param ${name} ${value};`)
  ]
    .map((line) => `      ${line}`)
    .join("\n")

const portal = (site: Site): string => `  server {
    listen 127.0.0.1:${site.port};
    server_name ${hosts.portal};
    root ${packaged.portal}/htdocs;
    location ^~ /static/ { alias ${packaged.portal}/htdocs/static/; }
    location ^~ /javascript/ { alias ${packaged.javascript}/; }
    location = /favicon.ico { return 204; }
    location / { rewrite ^/(.*)$ /index.psgi/$1 last; }
    location ~ ^(?<script>/[a-z]+\\.psgi)(?<rest>/.*)?$ {
${request(site)}
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param LLTYPE psgi;
      fastcgi_param SCRIPT_NAME $script;
      fastcgi_param SCRIPT_FILENAME $document_root$script;
      fastcgi_param PATH_INFO $rest;
    }
  }`

const application = (site: Site): string => `  server {
    listen 127.0.0.1:${site.port};
    server_name ${hosts.application};
    location = /lmauth {
      internal;
${request(site)}
      fastcgi_pass_request_body off;
      fastcgi_param CONTENT_LENGTH "";
      fastcgi_param HOST $http_host;
      fastcgi_param X_ORIGINAL_URI $original_uri;
    }
    location / {
      set $original_uri $uri$is_args$args;
      auth_request /lmauth;
      auth_request_set $sign_in $upstream_http_location;
      auth_request_set $person $upstream_http_lm_remote_user;
      error_page 401 $sign_in;
      proxy_set_header Host $http_host;
      proxy_set_header Auth-User $person;
      proxy_pass http://127.0.0.1:${site.hledgerPort};
    }
  }`

/** The whole configuration; it names no user, whoever starts it is the one who serves. */
export const configuration = (site: Site): string => {
  const { nginxPid, temporary } = paths(site)
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  return `daemon off;
worker_processes 1;
pid ${nginxPid};
error_log stderr warn;
events { worker_connections 256; }
http {
  include ${packaged.mimeTypes};
  default_type application/octet-stream;
  access_log off;
  server_names_hash_bucket_size 64;
${kinds.map((kind) => `  ${kind}_temp_path ${temporary}/${kind};`).join("\n")}
  server {
    listen 127.0.0.1:${site.port} default_server;
    return 421;
  }
${portal(site)}
${application(site)}
}
`
}
