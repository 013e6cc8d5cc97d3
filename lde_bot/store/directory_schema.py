"""The tables of the directory, since the third migration: HSDS 3, its history, its search index, and what was asked.

Fields are those of :data:`lde_bot.directory.hsds.TABLES`; a test holds them together.
"""

from __future__ import annotations

TABLES = """
create table organization (
    id text primary key,
    ref text not null unique,
    name text not null,
    description text not null,
    email text not null,
    website text not null,
    legal_status text not null,
    parent_organization_id text references organization (id) on delete set null,
    lde_status text not null check (lde_status in ('', 'certain', 'likely', 'same_service')),
    source_url text not null,
    source_year integer
) strict;
create table organization_identifier (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    identifier_type text not null,
    identifier text not null
) strict;
create table location (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    location_type text not null check (location_type in ('physical', 'postal', 'virtual')),
    latitude real,
    longitude real,
    approximate integer not null check (approximate in (0, 1))
) strict;
create table address (
    id text primary key,
    location_id text not null references location (id) on delete cascade,
    address_1 text not null,
    city text not null,
    municipality text not null,
    state_province text not null,
    postal_code text not null,
    country text not null default 'BE',
    address_type text not null default 'physical'
) strict;
create table accessibility (
    id text primary key,
    location_id text not null references location (id) on delete cascade,
    description text not null
) strict;
create table phone (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    number text not null
) strict;
create table taxonomy_term (
    number integer primary key,
    id text not null unique,
    name text not null,
    taxonomy text not null default 'LDE-diensten'
) strict;
create table service (
    id text primary key,
    organization_id text not null references organization (id) on delete cascade,
    name text not null,
    description text not null,
    status text not null check (status in ('active', 'inactive', 'defunct', 'temporarily closed')),
    application_process text not null,
    fees_description text not null,
    eligibility_description text not null,
    assured_date text,
    assurer text not null
) strict;
create table service_at_location (
    id text primary key,
    service_id text not null references service (id) on delete cascade,
    location_id text not null references location (id) on delete cascade
) strict;
create table service_area (
    id text primary key,
    service_id text not null references service (id) on delete cascade,
    name text not null
) strict;
create table schedule (
    id text primary key,
    service_id text not null references service (id) on delete cascade,
    freq text not null,
    byday text not null,
    opens_at text not null,
    closes_at text not null,
    description text not null
) strict;
create table language (
    id text primary key,
    service_id text not null references service (id) on delete cascade,
    code text not null
) strict;
create table attribute (
    id text primary key,
    link_id text not null references service (id) on delete cascade,
    taxonomy_term_id text not null references taxonomy_term (id),
    link_type text not null default 'service',
    link_entity text not null default 'service'
) strict;
create index identifier_organization on organization_identifier (organization_id);
create index organization_parent on organization (parent_organization_id);
create index location_organization on location (organization_id);
create index address_location on address (location_id);
create index accessibility_location on accessibility (location_id);
create index phone_organization on phone (organization_id);
create index service_organization on service (organization_id);
create index here_service on service_at_location (service_id);
create index here_location on service_at_location (location_id);
create index area_service on service_area (service_id);
create index schedule_service on schedule (service_id);
create index language_service on language (service_id);
create index attribute_link on attribute (link_id);
create index attribute_term on attribute (taxonomy_term_id);
create table metadata (
    id integer primary key,
    resource_id text not null,
    resource_type text not null default 'organization',
    last_action_date text not null,
    last_action_type text not null check (last_action_type in ('create', 'update', 'delete', 'verify')),
    field_name text not null,
    previous_value text not null,
    replacement_value text not null,
    updated_by text not null,
    reason text not null
) strict;
create index metadata_resource on metadata (resource_id);
"""
"""``ref`` is the short name for buttons; ``metadata`` has no foreign key, for history outlives what it is about."""

INDEX = """
create table search_spot (
    id integer primary key,
    organization_id text not null,
    term integer not null,
    municipality text not null,
    latitude real not null,
    longitude real not null,
    active integer not null,
    verified integer not null,
    certainty integer not null,
    bounded integer not null
) strict;
create index search_spot_own on search_spot (municipality, term);
create index search_spot_organization on search_spot (organization_id);
create virtual table search_near using rtree (
    id, south, north, west, east, low_term, high_term,
    +organization_id, +municipality, +latitude, +longitude, +active, +verified, +certainty, +bounded
);
create table search_area (
    name text not null,
    term integer not null,
    organization_id text not null,
    primary key (name, term, organization_id)
) strict, without rowid;
create index search_area_organization on search_area (organization_id);
create virtual table search_name using fts5 (
    organization_id unindexed, name, tokenize = "trigram"
);
create virtual table search_words using fts5 (
    organization_id unindexed, words, tokenize = "unicode61 remove_diacritics 2"
);
create table search_row (
    organization_id text primary key,
    number integer not null unique
) strict, without rowid;
"""
"""What is searched in: made from the tables above, in the transaction that changes them."""

AROUND = """
create table demand (
    service text not null,
    municipality text not null,
    month text not null,
    found text not null check (found in ('own', 'near', 'far', 'none')),
    count integer not null,
    primary key (service, municipality, month, found)
) strict, without rowid;
create table shown (
    organization_id text not null,
    month text not null,
    count integer not null,
    primary key (organization_id, month)
) strict, without rowid;
create table report (
    id integer primary key,
    organization_id text not null,
    field text not null,
    conversation text not null,
    reported_at text not null,
    closed_at text,
    unique (organization_id, field, conversation)
) strict;
create table verification (
    id integer primary key,
    organization_id text not null,
    created_at text not null,
    expires_at text not null,
    reminded_at text,
    used_at text,
    answer text not null default ''
) strict;
create index verification_organization on verification (organization_id);
"""
"""Counts of what people asked for, reports of mistakes, and the rounds in which initiatives confirm their data."""

NAMES_AND_SAVES = """
alter table organization add column alternate_name text not null default '';
alter table metadata add column batch integer not null default 0;
update metadata set batch = id;
create index metadata_batch on metadata (resource_id, batch);
"""
"""Since the eighth migration."""

MOVE = """
alter table organization rename to old_organization;
alter table location rename to old_location;
alter table address rename to old_address;
alter table phone rename to old_phone;
alter table service rename to old_service;
alter table service_area rename to old_service_area;
drop table service_at_location;
alter table taxonomy_term rename to old_taxonomy_term;
drop index location_organization;
drop index service_organization;
drop index phone_organization;
"""
"""Makes room; the rows are read from the old tables, written to the new ones, and the old ones dropped."""

COPY = (
    """
    insert into organization (id, ref, name, description, email, website, legal_status, parent_organization_id,
        lde_status, source_url, source_year)
    select id, id, name,
        coalesce((select description from old_service where organization_id = old_organization.id), ''),
        email, website, legal_status, null, lde_status, source_url, source_year from old_organization
    """,
    """
    insert into location (id, organization_id, location_type, latitude, longitude, approximate)
    select old_organization.id || '#location', old_organization.id,
        case when old_location.id is null then 'virtual' else 'physical' end, latitude, longitude, 1
    from old_organization left join old_location on old_location.organization_id = old_organization.id
    """,
    """
    insert into address (id, location_id, address_1, city, municipality, state_province, postal_code)
    select old_organization.id || '#location#address', old_organization.id || '#location',
        coalesce(address_1, ''), coalesce(city, ''), coalesce(municipality, ''),
        coalesce(state_province, (select old_service_area.name from old_service_area join old_service
            on old_service.id = service_id where old_service.organization_id = old_organization.id), ''),
        coalesce(postal_code, '')
    from old_organization left join old_location on old_location.organization_id = old_organization.id
    left join old_address on old_address.location_id = old_location.id
    """,
    "insert into phone (id, organization_id, number) select id, organization_id, number from old_phone",
    """
    insert into taxonomy_term (id, name) select id, name from old_taxonomy_term
    """,
    """
    insert into service (id, organization_id, name, description, status, application_process, fees_description,
        eligibility_description, assured_date, assurer)
    select old_service.id, organization_id, old_organization.name, description, status, '', '', '', assured_date, ''
    from old_service join old_organization on old_organization.id = organization_id
    """,
    """
    insert into service_at_location (id, service_id, location_id)
    select id || '#here', id, organization_id || '#location' from old_service
    """,
    "insert into attribute (id, link_id, taxonomy_term_id) select id || '#term', id, taxonomy_term_id from old_service",
    """
    insert into service_area (id, service_id, name)
    select id || '0', service_id, name from old_service_area where name <> ''
    """,
)
"""Rows of the first two migrations as rows of this one."""
