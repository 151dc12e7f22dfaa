-- More scopes. Activating a rulebook has a scope of its own; a key that may write rulebooks could activate them before,
-- so it gets the new scope too.
alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check check (
  cardinality(scopes) > 0
  and scopes <@ array[
    'orders:write', 'orders:read', 'rules:read', 'reports:read', 'tasks:retry', 'slips:print', 'agents:write',
    'catalog:write', 'keys:write', 'privacy', 'admin', 'clients:all', 'rules:write', 'rules:activate', 'lists:write',
    'connections:write'
  ]
);
update api_keys set scopes = array_append(scopes, 'rules:activate') where 'rules:write' = any (scopes);
