BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'journal','create_journal','2026-11-27 19:26:29.516535+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'journal','index_journal_by_time_and_visit','2026-11-27 19:26:29.522508+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'ledger','create_ledger','2026-11-27 19:26:29.524392+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'ledger','create_objections','2026-11-27 19:26:29.526474+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'members','create_members','2026-11-27 19:26:29.528318+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'members','number_slots','2026-11-27 19:26:29.532453+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'visits','create_visits','2026-11-27 19:26:29.535082+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'visits','keep_the_phones_word','2026-11-27 19:26:29.543811+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'phone_loudness','create_phone_loudness','2026-11-27 19:26:29.554956+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'registry','create_edges','2026-11-27 19:26:29.557541+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'registry','create_certificates','2026-11-27 19:26:29.558334+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'calibrations','create_calibrations','2026-11-27 19:26:29.559795+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'dead_letters','create_dead_letters','2026-11-27 19:26:29.562044+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'applied','create_applied','2026-11-27 19:26:29.565033+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'claims','create_claims','2026-11-27 19:26:29.565821+00:00');
INSERT INTO "_sqlite_migrations" VALUES(16,'claims','claim_requests_name_their_visit','2026-11-27 19:26:29.566440+00:00');
INSERT INTO "_sqlite_migrations" VALUES(17,'claims','add_measured','2026-11-27 19:26:29.567057+00:00');
INSERT INTO "_sqlite_migrations" VALUES(18,'audit','create_audit','2026-11-27 19:26:29.572127+00:00');
INSERT INTO "_sqlite_migrations" VALUES(19,'exposures','create_exposures','2026-11-27 19:26:29.572903+00:00');
INSERT INTO "_sqlite_migrations" VALUES(20,'exposures','add_measured','2026-11-27 19:26:29.573510+00:00');
INSERT INTO "_sqlite_migrations" VALUES(21,'consent_notices','create_consent_notices','2026-11-27 19:26:29.574188+00:00');
INSERT INTO "_sqlite_migrations" VALUES(22,'consent_notices','tell_each_platform','2026-11-27 19:26:29.575681+00:00');
INSERT INTO "_sqlite_migrations" VALUES(23,'exports','create_exports','2026-11-27 19:26:29.576797+00:00');
INSERT INTO "_sqlite_migrations" VALUES(24,'channels','create_channels','2026-11-27 19:26:29.578093+00:00');
INSERT INTO "_sqlite_migrations" VALUES(25,'reactions','create_reactions','2026-11-27 19:26:29.579894+00:00');
INSERT INTO "_sqlite_migrations" VALUES(26,'retention','create_retention_runs','2026-11-27 19:26:29.581452+00:00');
INSERT INTO "_sqlite_migrations" VALUES(27,'dismissals','create_dismissals','2026-11-27 19:26:29.583732+00:00');
INSERT INTO "_sqlite_migrations" VALUES(28,'known_traits','create_known_traits','2026-11-27 19:26:29.585243+00:00');
INSERT INTO "_sqlite_migrations" VALUES(29,'erasures','create_erasures','2026-11-27 19:26:29.587206+00:00');
INSERT INTO "_sqlite_migrations" VALUES(30,'rights_requests','create_rights_requests','2026-11-27 19:26:29.589274+00:00');
INSERT INTO "_sqlite_migrations" VALUES(31,'orders','create_orders','2026-11-27 19:26:29.592311+00:00');
INSERT INTO "_sqlite_migrations" VALUES(32,'baskets','create_baskets','2026-11-27 19:26:29.594043+00:00');
INSERT INTO "_sqlite_migrations" VALUES(33,'till_look_ups','create_look_ups','2026-11-27 19:26:29.596104+00:00');
CREATE TABLE ahead (edge TEXT, boot_id TEXT, seq INTEGER, PRIMARY KEY (edge, boot_id, seq)) WITHOUT ROWID;
CREATE TABLE app_requests (request_hash TEXT PRIMARY KEY, at_ms INTEGER NOT NULL);
INSERT INTO "app_requests" VALUES('8e4463e5ec786c82f330e7d7b647573f1de498781c21da3ecd95976abe380e55',1795807590062);
INSERT INTO "app_requests" VALUES('3d1fbc4b91bf94181ff8b03a5d688b8c58e52b8a05cceac2ffa0d45ff3b94cf9',1795807590141);
INSERT INTO "app_requests" VALUES('d2772cd6de1c422ba0c861028b8d5a02333d0806570440216f95b0f1ccbe13a7',1795807590223);
INSERT INTO "app_requests" VALUES('9f499d472d2fb0c85de37fcd9566ab716645858acc9bd15774a62c49561d577e',1795807590275);
INSERT INTO "app_requests" VALUES('2d361e23200d1b62d7ef559deea15acbcdebb74fc50ccaa38be3f31e885872a3',1795807590338);
INSERT INTO "app_requests" VALUES('32d80205bed55c32b7c6797fa63a1f20b1231eea2181058e69ef7bf8315d70d1',1795807590341);
CREATE TABLE applied_events (
            edge TEXT NOT NULL, boot_id TEXT NOT NULL, seq INTEGER NOT NULL, applied_at_ms INTEGER NOT NULL
        );
CREATE TABLE audit (
            line INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, deed TEXT NOT NULL, subject TEXT,
            visit TEXT, device TEXT NOT NULL, staff TEXT, request TEXT, body TEXT NOT NULL, hash TEXT NOT NULL
        );
INSERT INTO "audit" VALUES(1,1795807590398,'listed','3913863523f6a6c1143c41088f9c4c44','e2a8d6d41ba7c810','device-c18262344e29',NULL,NULL,'{"level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 8, "fields": ["name", "need", "next_best", "avoid"]}','873a4a55047b5c645b4e2f69deb18d5ef08d2556c4582302e917250c95c04a03');
INSERT INTO "audit" VALUES(2,1795807590398,'listed','b85a4c22c4f35694ee24750ee555f6ab','425b8480306bd81c','device-c18262344e29',NULL,NULL,'{"level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 24, "fields": ["name", "need", "next_best", "avoid"]}','5324e1e8aae770c5b12912843a074d1aa28738bf0c4462c1b3c0fc2d1b0cd8b4');
INSERT INTO "audit" VALUES(3,1795807590398,'listed','4b80d12bc483fe89423a24d16901958a','d01979c97f26a4e2','device-c18262344e29',NULL,NULL,'{"level": "help_if_i_ask", "purposes": ["recognise_in_store", "service_push"], "ledger_line": 39, "fields": ["need", "next_best", "avoid"]}','13e77a211bf3f51b0c90e22e02e8038881d388229485cb5559129e2ace77fac8');
INSERT INTO "audit" VALUES(4,1795807590403,'opened','3913863523f6a6c1143c41088f9c4c44','e2a8d6d41ba7c810','device-c18262344e29','Maja','8bb58b61-8060-4bbd-b81b-19e687500396','{"reason": "near", "zone": "entrance", "level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 8, "fields": ["disciplines_24m", "orders_24m", "last_order_item", "last_order_at", "viewed_item_30d", "viewed_times_30d", "due_item", "timeline"]}','ccee94fa6c5186af5f8af83a7065e9df524b4540f7de03bb57258c5a33aa8805');
INSERT INTO "audit" VALUES(5,1795807590412,'opened','b85a4c22c4f35694ee24750ee555f6ab','425b8480306bd81c','device-c18262344e29','Maja','1e17a2d9-1d7b-4981-b15f-2bd669647060','{"reason": "near", "zone": "entrance", "level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 24, "fields": ["disciplines_24m", "orders_24m", "last_order_item", "last_order_at", "viewed_item_30d", "viewed_times_30d", "due_item"]}','3fc9ce3185dd46dc3c8e29dafc67f7f920671caf5bd808198d281e8fd9b84703');
INSERT INTO "audit" VALUES(6,1795807590416,'opened','4b80d12bc483fe89423a24d16901958a','d01979c97f26a4e2','device-c18262344e29','Maja','d1b7a98a-d61c-441a-9d7d-3531e885d5a9','{"reason": "near", "zone": "entrance", "level": "help_if_i_ask", "purposes": ["recognise_in_store", "service_push"], "ledger_line": 39}','05f886862cab01c192a6a674c443afb9b382b9e26c4d0ebbf04d1bf5652e6b95');
CREATE TABLE audit_anchor (id INTEGER PRIMARY KEY CHECK (id = 1), line INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE baskets (
            visit TEXT PRIMARY KEY, reference TEXT UNIQUE, items TEXT NOT NULL, note TEXT NOT NULL,
            changed_ms INTEGER NOT NULL, paid_ms INTEGER
        );
CREATE TABLE calibration_changes (id INTEGER PRIMARY KEY CHECK (id = 1), changes INTEGER NOT NULL);
INSERT INTO "calibration_changes" VALUES(1,0);
CREATE TABLE calibrations (
            number INTEGER PRIMARY KEY AUTOINCREMENT, how TEXT NOT NULL, made_ms INTEGER NOT NULL, who TEXT,
            source TEXT NOT NULL, findings TEXT NOT NULL, score TEXT NOT NULL, undone_ms INTEGER
        );
CREATE TABLE channel_consents (
            member INTEGER NOT NULL, channel TEXT NOT NULL, source TEXT NOT NULL, granted INTEGER NOT NULL,
            at_ms INTEGER NOT NULL, PRIMARY KEY (member, channel, source)
        );
CREATE TABLE claim_requests (
            visit TEXT NOT NULL, request TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (visit, request)
        );
INSERT INTO "claim_requests" VALUES('e2a8d6d41ba7c810','claim 914592e8-8b07-4dbf-bdce-39878e0059bd',1795807590406);
INSERT INTO "claim_requests" VALUES('e2a8d6d41ba7c810','outcome 50eb0137-cc8e-420d-b46d-27494ecd8be9',1795807590410);
INSERT INTO "claim_requests" VALUES('d01979c97f26a4e2','claim 006f69d8-a5ca-472d-9ce4-206ecfb54d63',1795807590421);
INSERT INTO "claim_requests" VALUES('d01979c97f26a4e2','outcome f1156f1e-4e5d-45bb-af0e-f75e2b2dc00e',1795807590423);
CREATE TABLE claims (visit TEXT PRIMARY KEY, staff TEXT, outcome TEXT, at_ms INTEGER NOT NULL, measured INTEGER NOT NULL DEFAULT 0);
INSERT INTO "claims" VALUES('e2a8d6d41ba7c810','Maja','sold',1795807590410,1);
INSERT INTO "claims" VALUES('d01979c97f26a4e2','Maja','sold',1795807590423,0);
CREATE TABLE consent_notices (
            member INTEGER NOT NULL, platform TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL,
            refused TEXT, PRIMARY KEY (member, platform)
        );
INSERT INTO "consent_notices" VALUES(849714591791,'',9,1795807590126,NULL);
INSERT INTO "consent_notices" VALUES(729720891363,'',54,1795807590361,NULL);
INSERT INTO "consent_notices" VALUES(203830325233,'',62,1795807590373,NULL);
CREATE TABLE dead_letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, topic TEXT NOT NULL,
            reason TEXT NOT NULL, field TEXT NOT NULL
        );
CREATE TABLE devices (
            member INTEGER NOT NULL, slot INTEGER NOT NULL, install_hash TEXT NOT NULL, platform TEXT NOT NULL,
            push_token TEXT, seen_at_ms INTEGER NOT NULL, PRIMARY KEY (member, slot), UNIQUE (member, install_hash)
        );
INSERT INTO "devices" VALUES(849714591791,1,'1db1e1cb478298c0fd0b51e18da18747cdc3eb267b3f958ce7948dade47c2895','android','push-0',1795807590070);
INSERT INTO "devices" VALUES(729720891363,2,'476c6e10c1fb85ea9441a26892f7a2a990daa6e8b104ab7b8baec7ab100dc2c8','android','push-1',1795807590150);
INSERT INTO "devices" VALUES(203830325233,1,'8c5e93706be99e1a85189c4e56b92edf57793c9ab7d721591dfc581f5fe2a475','android','push-3',1795807590282);
CREATE TABLE dismissals (
            member INTEGER NOT NULL, guess TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (member, guess)
        );
INSERT INTO "dismissals" VALUES(203830325233,'wear_part_due',1795807590351);
CREATE TABLE edge_certificates (
            serial TEXT PRIMARY KEY, edge TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER
        );
CREATE TABLE edge_invites (
            code_hash TEXT PRIMARY KEY, edge TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, used_at_ms INTEGER
        );
CREATE TABLE edge_keys (edge TEXT PRIMARY KEY, key_id TEXT NOT NULL, enrolled_at_ms INTEGER NOT NULL);
CREATE TABLE edges (edge TEXT PRIMARY KEY, password_hash TEXT NOT NULL, added_at_ms INTEGER NOT NULL);
CREATE TABLE erasures (
            receipt TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, removed TEXT NOT NULL, flushed INTEGER NOT NULL DEFAULT 0,
            customer_ref TEXT, reference TEXT, platform_state TEXT NOT NULL, platform_detail TEXT NOT NULL,
            ask_at_ms INTEGER
        );
INSERT INTO "erasures" VALUES('8d70f8c4905732875091f906485a77b2',1795807590428,'{"journal": 15, "objections": 0, "members": 1, "devices": 1, "visits": 1, "phone_loudness": 0, "exposures": 1, "consent_notices": 1, "export_outbox": 0, "export_dead_letters": 0, "export_secrets": 0, "channel_consents": 0, "claims": 1, "claim_requests": 2, "dismissals": 0, "known_traits": 0, "rights_requests": 0, "orders": 0, "baskets": 0}',1,NULL,NULL,'refused','this store may not delete there (setting cdp_erasure_url): ask the shop to erase you in its customer database as well',NULL);
CREATE TABLE export_counts (sink TEXT, what TEXT, times INTEGER NOT NULL, PRIMARY KEY (sink, what));
CREATE TABLE export_dead_letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, member INTEGER NOT NULL, visit TEXT NOT NULL,
            kind TEXT NOT NULL, at_ms INTEGER NOT NULL, message_id TEXT NOT NULL, properties TEXT NOT NULL,
            why TEXT NOT NULL, refused_at_ms INTEGER NOT NULL
        );
CREATE TABLE export_outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, member INTEGER NOT NULL, visit TEXT NOT NULL,
            kind TEXT NOT NULL, at_ms INTEGER NOT NULL, message_id TEXT NOT NULL, properties TEXT NOT NULL,
            UNIQUE (sink, message_id)
        );
CREATE TABLE export_read (sink TEXT PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE export_secrets (member INTEGER PRIMARY KEY, secret TEXT NOT NULL, client_id TEXT NOT NULL);
CREATE TABLE exposures (
            member INTEGER NOT NULL, campaign TEXT NOT NULL, visit TEXT NOT NULL, variant TEXT NOT NULL,
            at_ms INTEGER NOT NULL, result TEXT, measured INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (member, campaign, visit)
        );
INSERT INTO "exposures" VALUES(849714591791,'welcome','e2a8d6d41ba7c810','general',1795807590128,'no_gateway',1);
INSERT INTO "exposures" VALUES(729720891363,'welcome','754be44117b5119d','general',1795807590214,'no_gateway',1);
INSERT INTO "exposures" VALUES(203830325233,'welcome','d01979c97f26a4e2','general',1795807590299,'no_gateway',1);
CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
            member INTEGER, visit TEXT, body TEXT NOT NULL
        );
INSERT INTO "journal" VALUES(1,1795807590062,'MemberEnrolled',849714591791,NULL,'{"member": 849714591791}');
INSERT INTO "journal" VALUES(2,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(3,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(4,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(5,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(6,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "service_push"}');
INSERT INTO "journal" VALUES(7,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(8,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "predict"}');
INSERT INTO "journal" VALUES(9,1795807590062,'ConsentGranted',849714591791,NULL,'{"member": 849714591791, "purpose": "measure"}');
INSERT INTO "journal" VALUES(10,1795807590079,'VisitStarted',849714591791,'e2a8d6d41ba7c810','{"member": 849714591791, "visit": "e2a8d6d41ba7c810", "zone": "entrance"}');
INSERT INTO "journal" VALUES(11,1795807590105,'CardComposed',849714591791,'e2a8d6d41ba7c810','{"member": 849714591791, "visit": "e2a8d6d41ba7c810"}');
INSERT INTO "journal" VALUES(12,1795807590128,'MessageExposed',849714591791,'e2a8d6d41ba7c810','{"member": 849714591791, "visit": "e2a8d6d41ba7c810", "campaign": "welcome", "variant": "general"}');
INSERT INTO "journal" VALUES(13,1795807590132,'MessageSettled',849714591791,'e2a8d6d41ba7c810','{"member": 849714591791, "visit": "e2a8d6d41ba7c810", "campaign": "welcome", "result": "no_gateway"}');
INSERT INTO "journal" VALUES(14,1795807590141,'MemberEnrolled',729720891363,NULL,'{"member": 729720891363}');
INSERT INTO "journal" VALUES(15,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(16,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(17,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(18,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(19,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "service_push"}');
INSERT INTO "journal" VALUES(20,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(21,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "predict"}');
INSERT INTO "journal" VALUES(22,1795807590141,'ConsentGranted',729720891363,NULL,'{"member": 729720891363, "purpose": "measure"}');
INSERT INTO "journal" VALUES(23,1795807590158,'VisitStarted',729720891363,'754be44117b5119d','{"member": 729720891363, "visit": "754be44117b5119d", "zone": "entrance"}');
INSERT INTO "journal" VALUES(24,1795807590192,'CardComposed',729720891363,'754be44117b5119d','{"member": 729720891363, "visit": "754be44117b5119d"}');
INSERT INTO "journal" VALUES(25,1795807590214,'MessageExposed',729720891363,'754be44117b5119d','{"member": 729720891363, "visit": "754be44117b5119d", "campaign": "welcome", "variant": "general"}');
INSERT INTO "journal" VALUES(26,1795807590220,'MessageSettled',729720891363,'754be44117b5119d','{"member": 729720891363, "visit": "754be44117b5119d", "campaign": "welcome", "result": "no_gateway"}');
INSERT INTO "journal" VALUES(40,1795807590275,'MemberEnrolled',203830325233,NULL,'{"member": 203830325233}');
INSERT INTO "journal" VALUES(41,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(42,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(43,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(44,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(45,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "service_push"}');
INSERT INTO "journal" VALUES(46,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(47,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "predict"}');
INSERT INTO "journal" VALUES(48,1795807590275,'ConsentGranted',203830325233,NULL,'{"member": 203830325233, "purpose": "measure"}');
INSERT INTO "journal" VALUES(49,1795807590283,'VisitStarted',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2", "zone": "entrance"}');
INSERT INTO "journal" VALUES(50,1795807590288,'CardComposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(51,1795807590299,'MessageExposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2", "campaign": "welcome", "variant": "general"}');
INSERT INTO "journal" VALUES(52,1795807590300,'MessageSettled',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2", "campaign": "welcome", "result": "no_gateway"}');
INSERT INTO "journal" VALUES(53,1795807590330,'PurchaseRecorded',849714591791,'e2a8d6d41ba7c810','{"member": 849714591791, "visit": "e2a8d6d41ba7c810", "order": 1}');
INSERT INTO "journal" VALUES(54,1795807590338,'ConsentWithdrawn',729720891363,NULL,'{"member": 729720891363, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(55,1795807590341,'ConsentWithdrawn',203830325233,NULL,'{"member": 203830325233, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(56,1795807590341,'ConsentWithdrawn',203830325233,NULL,'{"member": 203830325233, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(57,1795807590346,'HelpRequested',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(58,1795807590351,'GuessDismissed',203830325233,NULL,'{"member": 203830325233, "guess": "wear_part_due"}');
INSERT INTO "journal" VALUES(59,1795807590352,'ConsentWithdrawn',203830325233,NULL,'{"member": 203830325233, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(60,1795807590352,'ConsentWithdrawn',203830325233,NULL,'{"member": 203830325233, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(61,1795807590352,'ConsentWithdrawn',203830325233,NULL,'{"member": 203830325233, "purpose": "predict"}');
INSERT INTO "journal" VALUES(62,1795807590352,'ConsentWithdrawn',203830325233,NULL,'{"member": 203830325233, "purpose": "measure"}');
INSERT INTO "journal" VALUES(63,1795807590357,'CardComposed',849714591791,'e2a8d6d41ba7c810','{"member": 849714591791, "visit": "e2a8d6d41ba7c810"}');
INSERT INTO "journal" VALUES(64,1795807590359,'VisitEnded',729720891363,'754be44117b5119d','{"member": 729720891363, "visit": "754be44117b5119d", "reason": "withdrawn"}');
INSERT INTO "journal" VALUES(65,1795807590362,'CardComposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(66,1795807590366,'CardComposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(67,1795807590366,'CardComposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(68,1795807590369,'CardComposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(69,1795807590371,'CardComposed',203830325233,'d01979c97f26a4e2','{"member": 203830325233, "visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(70,1795807590406,'VisitClaimed',NULL,'e2a8d6d41ba7c810','{"visit": "e2a8d6d41ba7c810"}');
INSERT INTO "journal" VALUES(71,1795807590410,'OutcomeRecorded',NULL,'e2a8d6d41ba7c810','{"visit": "e2a8d6d41ba7c810", "outcome": "sold"}');
INSERT INTO "journal" VALUES(74,1795807590421,'VisitClaimed',NULL,'d01979c97f26a4e2','{"visit": "d01979c97f26a4e2"}');
INSERT INTO "journal" VALUES(75,1795807590423,'OutcomeRecorded',NULL,'d01979c97f26a4e2','{"visit": "d01979c97f26a4e2", "outcome": "sold"}');
INSERT INTO "journal" VALUES(76,1795807590428,'VisitErased',NULL,'425b8480306bd81c','{"visit": "425b8480306bd81c"}');
CREATE TABLE known_traits (
            customer_ref TEXT NOT NULL, trait TEXT NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL,
            observed_at_ms INTEGER, kept_at_ms INTEGER NOT NULL, PRIMARY KEY (customer_ref, trait, source)
        );
CREATE TABLE ledger (
            line INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, purpose TEXT NOT NULL,
            granted INTEGER NOT NULL, at_ms INTEGER NOT NULL, until_ms INTEGER, body TEXT NOT NULL,
            hash TEXT NOT NULL
        );
INSERT INTO "ledger" VALUES(1,'3913863523f6a6c1143c41088f9c4c44','recognise_in_store',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','b90c606795e621ffdafdfb681af6758335b1874a00d126eb4dbbfdd653b504ad');
INSERT INTO "ledger" VALUES(2,'3913863523f6a6c1143c41088f9c4c44','show_history_to_staff',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','7760ffd114cda6e64fce9bdb0137222d1feab76b04e3b055eb64eff94b02b901');
INSERT INTO "ledger" VALUES(3,'3913863523f6a6c1143c41088f9c4c44','greet_by_name',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','00abfca8bdd2eb2ea719bde6e6d55fdbd123488674d075a124836bf3657b7de8');
INSERT INTO "ledger" VALUES(4,'3913863523f6a6c1143c41088f9c4c44','marketing_push',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','7b69e02f4a591f8c72b3dd554205513fc4c1297083298adc346d2cde54ff003f');
INSERT INTO "ledger" VALUES(5,'3913863523f6a6c1143c41088f9c4c44','service_push',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','6cda09cebcab03b174e58e2dd8bdd490daae97adfbe9d0db6bbe4c604e7413a1');
INSERT INTO "ledger" VALUES(6,'3913863523f6a6c1143c41088f9c4c44','join_online_instore',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','73e21446c588ad3529e5b778fc64ff94debbe160d3305cc666fb5e36d1f8bd3e');
INSERT INTO "ledger" VALUES(7,'3913863523f6a6c1143c41088f9c4c44','predict',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','db7a3b79bc56e91c5df0383a3ea30fc4b4332a9023d3e2c73fad053f5ae13312');
INSERT INTO "ledger" VALUES(8,'3913863523f6a6c1143c41088f9c4c44','measure',1,1795807590062,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','f32d5e510fc959c0e8b64f12d7775bca1bec87f547f9b69548e012871e871e41');
INSERT INTO "ledger" VALUES(9,'efc2ab85220e68f04e3ec8ea2cda9460','recognise_in_store',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','3830c24a65cbd2b3c0429f161da826d2c4665eb455635547a326679707e1766c');
INSERT INTO "ledger" VALUES(10,'efc2ab85220e68f04e3ec8ea2cda9460','show_history_to_staff',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','504e5280ecdc28aed765adb08ab9a5e46ffa5a9aab620218ef9fc4c9e6c2caba');
INSERT INTO "ledger" VALUES(11,'efc2ab85220e68f04e3ec8ea2cda9460','greet_by_name',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','c92c5f515a32650d69e2788a3a9500951688ae2cd0fbbc43ec091c09fd60847a');
INSERT INTO "ledger" VALUES(12,'efc2ab85220e68f04e3ec8ea2cda9460','marketing_push',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','8c47626738faede6e5b9968fbaf4e91edabcb1a8040d57df97eb604fc3ac65d1');
INSERT INTO "ledger" VALUES(13,'efc2ab85220e68f04e3ec8ea2cda9460','service_push',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','c9a147bb67f01274f6f26ebd4cee99aec766e511c5cfdc56e60417f433e9c7bb');
INSERT INTO "ledger" VALUES(14,'efc2ab85220e68f04e3ec8ea2cda9460','join_online_instore',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','81d3b7c5f061930388151c521bf3158445e6b2f9609b8cf285a21df062caf451');
INSERT INTO "ledger" VALUES(15,'efc2ab85220e68f04e3ec8ea2cda9460','predict',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','afdcbe63e0f21c29f4cebbeaf33ea7324341d201996c3c3126db4d077f4aa807');
INSERT INTO "ledger" VALUES(16,'efc2ab85220e68f04e3ec8ea2cda9460','measure',1,1795807590141,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','6a744ff1ed424cc6995cb2f3d08f6969f88b1cf415b5832632b80833342e6f43');
INSERT INTO "ledger" VALUES(17,'b85a4c22c4f35694ee24750ee555f6ab','recognise_in_store',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','ff2f17e08a23e772bad36065baf43cfd405970f7750afb9e69f45631b6560b92');
INSERT INTO "ledger" VALUES(18,'b85a4c22c4f35694ee24750ee555f6ab','show_history_to_staff',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','13e82a97f48eeecacbf7fc5ba9c1cbdaed0aeab88342527a40f5ef691d1c2af8');
INSERT INTO "ledger" VALUES(19,'b85a4c22c4f35694ee24750ee555f6ab','greet_by_name',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','da49b65e06d82d529a6a99c072f7a164b6bd79f95a8cec3a81e90055e9fda732');
INSERT INTO "ledger" VALUES(20,'b85a4c22c4f35694ee24750ee555f6ab','marketing_push',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','8ffa0aceba8fdb6d7180568dce7b4933987d7ecc11c94bcddcd1b7290fed6d5d');
INSERT INTO "ledger" VALUES(21,'b85a4c22c4f35694ee24750ee555f6ab','service_push',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','d850579f0a8b5a17546d7438f025ca503f3233d2387cb1aacfe1b413fa7f8ab0');
INSERT INTO "ledger" VALUES(22,'b85a4c22c4f35694ee24750ee555f6ab','join_online_instore',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','f0b66f0b84b281bf1dcac75ea3251064495b136faa0ca67cdd83a0b4d4f76129');
INSERT INTO "ledger" VALUES(23,'b85a4c22c4f35694ee24750ee555f6ab','predict',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','c139d4115e556e994295daabb4b6e56b967912da19437ff718802560c1f94303');
INSERT INTO "ledger" VALUES(24,'b85a4c22c4f35694ee24750ee555f6ab','measure',1,1795807590223,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','23c32c7f6c648b06f49a9e32018e5a03fdbc8d5e08063f35ea2bcd95d626e5ab');
INSERT INTO "ledger" VALUES(25,'4b80d12bc483fe89423a24d16901958a','recognise_in_store',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','4d28a36eb33bdbf82e62637ee1c330f84f8a9bcc87bab8f1db66736cea12945f');
INSERT INTO "ledger" VALUES(26,'4b80d12bc483fe89423a24d16901958a','show_history_to_staff',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','1b1140089a2ff59b55a84098443f328b289e0d521659e284a15f8660d14b4f77');
INSERT INTO "ledger" VALUES(27,'4b80d12bc483fe89423a24d16901958a','greet_by_name',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','144f92c44960fe7f81ceb5e810ff75bccc045af0f9ba3d827690025806152d32');
INSERT INTO "ledger" VALUES(28,'4b80d12bc483fe89423a24d16901958a','marketing_push',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','866f02bdd5639813e243a29e12107d2b8c9b70e1b646bd686ea00281714767b3');
INSERT INTO "ledger" VALUES(29,'4b80d12bc483fe89423a24d16901958a','service_push',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','eb308dda0a72dc70de64cfcf72c39a460ef4213b1fb3a73745afe0fc38accec5');
INSERT INTO "ledger" VALUES(30,'4b80d12bc483fe89423a24d16901958a','join_online_instore',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','675a7efe354b2e2155dbccac700a38decf776b6f5ce50760b4b590e1fcdb7611');
INSERT INTO "ledger" VALUES(31,'4b80d12bc483fe89423a24d16901958a','predict',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','4e562f7efe75425ca8f8dc36a32d6c5843cbc6d0c352a7b0b8e6e946bfe1791b');
INSERT INTO "ledger" VALUES(32,'4b80d12bc483fe89423a24d16901958a','measure',1,1795807590275,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','4b44389a83134ed6e79b723896d62c56500ba9294bb203e338b2c4d64f3c8868');
INSERT INTO "ledger" VALUES(33,'efc2ab85220e68f04e3ec8ea2cda9460','recognise_in_store',0,1795807590338,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','ec7c01eb0eaf899d9c8baf54c3f33eda6f8ecb958d61d78e96796337bb5f7f4d');
INSERT INTO "ledger" VALUES(34,'4b80d12bc483fe89423a24d16901958a','show_history_to_staff',0,1795807590341,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','ae9fd14b5c748a0f592aa03ff4847179d8dcbb00e3f3ca4bd899f2af93d83788');
INSERT INTO "ledger" VALUES(35,'4b80d12bc483fe89423a24d16901958a','greet_by_name',0,1795807590341,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','ba2bc921cb163884b1d057a3dfccfed74dfad8ffa4d913dc1b06bbbdcef7cd35');
INSERT INTO "ledger" VALUES(36,'4b80d12bc483fe89423a24d16901958a','marketing_push',0,1795807590352,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','321995372dfad5b916dc19040a04b7c659bf77807e68460e497bbd4fabfc2842');
INSERT INTO "ledger" VALUES(37,'4b80d12bc483fe89423a24d16901958a','join_online_instore',0,1795807590352,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','3f7c3550d1e2b842c6b7d8244d5150da2e883b63bf124fe2a3dde205f07b8584');
INSERT INTO "ledger" VALUES(38,'4b80d12bc483fe89423a24d16901958a','predict',0,1795807590352,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','700ef40333a07f1d70d2dae69a9a2b5d714c92ff8d7d34aef64c0659b39af91e');
INSERT INTO "ledger" VALUES(39,'4b80d12bc483fe89423a24d16901958a','measure',0,1795807590352,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','3ab5d386e86e120088fb4247756d0005230dafe76d8932d810e8fed73bd82ed1');
INSERT INTO "ledger" VALUES(40,'b85a4c22c4f35694ee24750ee555f6ab','greet_by_name',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','7913ac1752d5cc47369c849ca77f67e5f63e1df7f6db6d7b9c6c56a44f7f71bf');
INSERT INTO "ledger" VALUES(41,'b85a4c22c4f35694ee24750ee555f6ab','join_online_instore',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','216f4ad796104b3c049911a773fabd1153f430baadfb876fb90f7546fa49e18e');
INSERT INTO "ledger" VALUES(42,'b85a4c22c4f35694ee24750ee555f6ab','marketing_push',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','42b67ae77c6c1790160410dead55623ce3d16ea728ac5643f78af4e45c7f1c97');
INSERT INTO "ledger" VALUES(43,'b85a4c22c4f35694ee24750ee555f6ab','measure',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','4385b6bba186b62f66d978c7ba26fd62f9b20086bfbdf0e778ccae3aa0d8c5f8');
INSERT INTO "ledger" VALUES(44,'b85a4c22c4f35694ee24750ee555f6ab','predict',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','5ecbdc0c4e03b08e0aa4e43c17099f0aaf44ba0f6caf75712adac7534abf2bbf');
INSERT INTO "ledger" VALUES(45,'b85a4c22c4f35694ee24750ee555f6ab','recognise_in_store',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','185425d3f1cc6382411c11a15f8d5f3499a7a898b27c5baaad71098beaebb12d');
INSERT INTO "ledger" VALUES(46,'b85a4c22c4f35694ee24750ee555f6ab','service_push',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','88d12fbb33c6dadbb79f16d2313b6df175aabe1abd89f7598ac42db0e8f86d19');
INSERT INTO "ledger" VALUES(47,'b85a4c22c4f35694ee24750ee555f6ab','show_history_to_staff',0,1795807590428,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','f6e6bf6aabca37981ea636d2943a236ab65b4022f2517d6717e9a7f97ff31de7');
CREATE TABLE marks (edge TEXT, boot_id TEXT, contiguous INTEGER NOT NULL, PRIMARY KEY (edge, boot_id));
CREATE TABLE members (
            member INTEGER PRIMARY KEY, customer_ref TEXT NOT NULL UNIQUE, subject TEXT NOT NULL UNIQUE,
            enrolled_at_ms INTEGER NOT NULL
        , slots_used INTEGER NOT NULL DEFAULT 4);
INSERT INTO "members" VALUES(203830325233,'u-7003','4b80d12bc483fe89423a24d16901958a',1795807590275,1);
INSERT INTO "members" VALUES(729720891363,'u-7001','efc2ab85220e68f04e3ec8ea2cda9460',1795807590141,2);
INSERT INTO "members" VALUES(849714591791,'u-7000','3913863523f6a6c1143c41088f9c4c44',1795807590062,1);
CREATE TABLE objections (subject TEXT PRIMARY KEY, at_ms INTEGER NOT NULL);
INSERT INTO "objections" VALUES('4b80d12bc483fe89423a24d16901958a',1795807590352);
CREATE TABLE orders (
            number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, order_id TEXT NOT NULL,
            version INTEGER NOT NULL, kind TEXT NOT NULL, original TEXT, exchange_id TEXT, at_ms INTEGER NOT NULL,
            occurred_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL, channel TEXT NOT NULL, location TEXT, till TEXT,
            staff TEXT, member INTEGER, visit TEXT, currency TEXT NOT NULL, net_minor INTEGER NOT NULL,
            lines TEXT NOT NULL, discounts TEXT NOT NULL, UNIQUE (source, order_id)
        );
INSERT INTO "orders" VALUES(1,'generic','262939798358305',1,'sale',NULL,NULL,1795807590330,1795807590300,1795807590330,'store','L-VESTERBRO','till 2','Maja',849714591791,'e2a8d6d41ba7c810','DKK',84800,'[{"line_id": "1", "sku": "ROAD-TYRE-28-MM", "name": "Road tyre 28 mm", "qty": "1", "unit_minor": 39900, "net_minor": 39900}, {"line_id": "2", "sku": "12-SPEED-ROAD-CHAIN", "name": "12-speed road chain", "qty": "1", "unit_minor": 44900, "net_minor": 44900}]','[]');
CREATE TABLE phone_loudness (member INTEGER PRIMARY KEY, louder_db REAL NOT NULL, learned_ms INTEGER NOT NULL);
CREATE TABLE reactions (id INTEGER PRIMARY KEY CHECK (id = 1), done_seq INTEGER NOT NULL);
CREATE TABLE refusals (reason TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE retention_runs (at_ms INTEGER PRIMARY KEY, removed TEXT NOT NULL);
CREATE TABLE rights_requests (
            request TEXT PRIMARY KEY, kind TEXT NOT NULL, customer_ref TEXT, new_ref TEXT, at_ms INTEGER NOT NULL,
            answer TEXT
        );
CREATE TABLE till_deliveries (
            source TEXT NOT NULL, delivery_id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (source, delivery_id)
        );
INSERT INTO "till_deliveries" VALUES('generic','msg_281e327ad386c56f372d9e4d',1795807590330);
CREATE TABLE till_look_ups (
            payment TEXT PRIMARY KEY, square_order TEXT NOT NULL, tries INTEGER NOT NULL, ask_at_ms INTEGER NOT NULL
        );
CREATE TABLE till_reasons (reason TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE visits (
            visit TEXT PRIMARY KEY, member INTEGER NOT NULL, zone TEXT NOT NULL, started_ms INTEGER NOT NULL,
            zone_since_ms INTEGER NOT NULL, heard_ms INTEGER NOT NULL, ended_ms INTEGER, end_reason TEXT,
            asked_ms INTEGER
        , word INTEGER NOT NULL DEFAULT 0, word_ms INTEGER);
INSERT INTO "visits" VALUES('e2a8d6d41ba7c810',849714591791,'entrance',1795807590079,1795807590079,1795807590079,NULL,NULL,NULL,0,NULL);
INSERT INTO "visits" VALUES('754be44117b5119d',729720891363,'entrance',1795807590158,1795807590158,1795807590158,1795807590359,'withdrawn',NULL,0,NULL);
INSERT INTO "visits" VALUES('d01979c97f26a4e2',203830325233,'entrance',1795807590283,1795807590283,1795807590283,NULL,NULL,1795807590346,0,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX journal_member ON journal (member)
    ;
CREATE INDEX journal_at ON journal (at_ms);
CREATE INDEX journal_visit ON journal (visit)
    ;
CREATE INDEX ledger_subject ON ledger (subject)
    ;
CREATE UNIQUE INDEX one_open_visit ON visits (member) WHERE ended_ms IS NULL
    ;
CREATE INDEX applied_events_at ON applied_events (applied_at_ms)
    ;
CREATE INDEX audit_subject ON audit (subject);
CREATE INDEX audit_visit ON audit (visit, deed);
CREATE INDEX audit_at ON audit (at_ms);
CREATE INDEX export_outbox_oldest ON export_outbox (sink, id);
CREATE INDEX export_outbox_member ON export_outbox (member);
CREATE INDEX orders_original ON orders (source, original);
CREATE INDEX orders_member ON orders (member);
CREATE INDEX orders_visit ON orders (visit);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('journal',76);
INSERT INTO "sqlite_sequence" VALUES('ledger',47);
INSERT INTO "sqlite_sequence" VALUES('orders',1);
INSERT INTO "sqlite_sequence" VALUES('audit',6);
COMMIT;
