"""Tables of the desk."""

TABLES = """
create table desk_user (
    id integer primary key,
    name text not null unique collate nocase,
    role text not null check (role in ('reader', 'curator', 'admin')),
    password text not null,
    totp blob,
    totp_step integer not null default 0,
    active integer not null default 1,
    created_at text not null
) strict;
create table desk_session (
    token text primary key,
    user_id integer not null references desk_user (id) on delete cascade,
    seen_at text not null,
    expires_at text not null
) strict;
create table desk_attempt (
    key text not null,
    at text not null
) strict;
create index desk_attempt_key on desk_attempt (key, at);
create table desk_log (
    id integer primary key,
    at text not null,
    user text not null,
    action text not null,
    about text not null
) strict;
create table revision (
    id integer primary key,
    path text not null,
    content text not null,
    base text not null,
    published_at text not null,
    published_by text not null,
    why text not null
) strict;
create index revision_path on revision (path, id);
create table question_group (
    id integer primary key,
    sealed blob not null
) strict;
alter table unanswered add column group_id integer references question_group (id);
alter table unanswered add column likeness real not null default 1.0;
alter table unanswered add column language text not null default '';
create index unanswered_group on unanswered (group_id, asked_at);
create table judgement (
    id integer primary key,
    group_id integer not null references question_group (id) on delete cascade,
    verdict text not null,
    target text not null,
    note text not null,
    judged_by text not null,
    judged_at text not null,
    undone_at text
) strict;
create index judgement_group on judgement (group_id, id);
create table tally (
    day text not null,
    kind text not null,
    name text not null,
    count integer not null,
    primary key (day, kind, name)
) strict;
create table sample (
    id integer primary key,
    week text not null,
    sealed blob not null,
    entry text not null,
    confidence real not null,
    verdict text not null default '',
    judged_by text not null default ''
) strict;
create index sample_week on sample (week)
"""
