BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'journal','create_journal','2026-11-27 19:26:26.130192+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'journal','index_journal_by_time_and_visit','2026-11-27 19:26:26.130701+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'ledger','create_ledger','2026-11-27 19:26:26.131272+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'ledger','create_objections','2026-11-27 19:26:26.131750+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'members','create_members','2026-11-27 19:26:26.132373+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'members','number_slots','2026-11-27 19:26:26.133014+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'members','lead_on','2026-11-27 19:26:26.133457+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'visits','create_visits','2026-11-27 19:26:26.134042+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'visits','keep_the_phones_word','2026-11-27 19:26:26.134646+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'visits','keep_how_far_the_leaving_is','2026-11-27 19:26:26.139982+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'phone_loudness','create_phone_loudness','2026-11-27 19:26:26.140582+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'registry','create_edges','2026-11-27 19:26:26.141196+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'registry','create_certificates','2026-11-27 19:26:26.143827+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'calibrations','create_calibrations','2026-11-27 19:26:26.144476+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'dead_letters','create_dead_letters','2026-11-27 19:26:26.145109+00:00');
INSERT INTO "_sqlite_migrations" VALUES(16,'applied','create_applied','2026-11-27 19:26:26.145801+00:00');
INSERT INTO "_sqlite_migrations" VALUES(17,'applied','ahead_as_ranges','2026-11-27 19:26:26.146585+00:00');
INSERT INTO "_sqlite_migrations" VALUES(18,'canary','create_canary','2026-11-27 19:26:26.147192+00:00');
INSERT INTO "_sqlite_migrations" VALUES(19,'claims','create_claims','2026-11-27 19:26:26.147858+00:00');
INSERT INTO "_sqlite_migrations" VALUES(20,'claims','claim_requests_name_their_visit','2026-11-27 19:26:26.151861+00:00');
INSERT INTO "_sqlite_migrations" VALUES(21,'claims','add_measured','2026-11-27 19:26:26.152443+00:00');
INSERT INTO "_sqlite_migrations" VALUES(22,'audit','create_audit','2026-11-27 19:26:26.153341+00:00');
INSERT INTO "_sqlite_migrations" VALUES(23,'exposures','create_exposures','2026-11-27 19:26:26.153999+00:00');
INSERT INTO "_sqlite_migrations" VALUES(24,'exposures','add_measured','2026-11-27 19:26:26.154598+00:00');
INSERT INTO "_sqlite_migrations" VALUES(25,'consent_notices','create_consent_notices','2026-11-27 19:26:26.155194+00:00');
INSERT INTO "_sqlite_migrations" VALUES(26,'consent_notices','tell_each_platform','2026-11-27 19:26:26.156600+00:00');
INSERT INTO "_sqlite_migrations" VALUES(27,'exports','create_exports','2026-11-27 19:26:26.160167+00:00');
INSERT INTO "_sqlite_migrations" VALUES(28,'channels','create_channels','2026-11-27 19:26:26.160910+00:00');
INSERT INTO "_sqlite_migrations" VALUES(29,'channels','see_a_yes_without_a_moment','2026-11-27 19:26:26.161546+00:00');
INSERT INTO "_sqlite_migrations" VALUES(30,'channels','create_consent_reasons','2026-11-27 19:26:26.163736+00:00');
INSERT INTO "_sqlite_migrations" VALUES(31,'reactions','create_reactions','2026-11-27 19:26:26.164403+00:00');
INSERT INTO "_sqlite_migrations" VALUES(32,'retention','create_retention_runs','2026-11-27 19:26:26.165001+00:00');
INSERT INTO "_sqlite_migrations" VALUES(33,'dismissals','create_dismissals','2026-11-27 19:26:26.167992+00:00');
INSERT INTO "_sqlite_migrations" VALUES(34,'known_traits','create_known_traits','2026-11-27 19:26:26.168720+00:00');
INSERT INTO "_sqlite_migrations" VALUES(35,'erasures','create_erasures','2026-11-27 19:26:26.169380+00:00');
INSERT INTO "_sqlite_migrations" VALUES(36,'rights_requests','create_rights_requests','2026-11-27 19:26:26.170004+00:00');
INSERT INTO "_sqlite_migrations" VALUES(37,'shop_requests','create_shop_requests','2026-11-27 19:26:26.172016+00:00');
INSERT INTO "_sqlite_migrations" VALUES(38,'orders','create_orders','2026-11-27 19:26:26.172999+00:00');
INSERT INTO "_sqlite_migrations" VALUES(39,'orders','keep_documents','2026-11-27 19:26:26.174127+00:00');
INSERT INTO "_sqlite_migrations" VALUES(40,'baskets','create_baskets','2026-11-27 19:26:26.178538+00:00');
INSERT INTO "_sqlite_migrations" VALUES(41,'till_look_ups','create_look_ups','2026-11-27 19:26:26.179328+00:00');
INSERT INTO "_sqlite_migrations" VALUES(42,'staff_devices','staff_devices','2026-11-27 19:26:26.180159+00:00');
INSERT INTO "_sqlite_migrations" VALUES(43,'till_refusals','create_till_refusals','2026-11-27 19:26:26.180938+00:00');
INSERT INTO "_sqlite_migrations" VALUES(44,'ways_out','create_ways_out','2026-11-27 19:26:26.181684+00:00');
CREATE TABLE ahead_ranges (
            edge TEXT, boot_id TEXT, first_seq INTEGER, last_seq INTEGER NOT NULL,
            PRIMARY KEY (edge, boot_id, first_seq)
        ) WITHOUT ROWID;
CREATE TABLE app_requests (request_hash TEXT PRIMARY KEY, at_ms INTEGER NOT NULL);
INSERT INTO "app_requests" VALUES('1a77c3953e17a02c6feadb40b5d9470531dc74b69d673100c88dbcb20787f17b',1795807586746);
INSERT INTO "app_requests" VALUES('6420484fb5eeef19a5d07cd1d767daf25ceb8a8a92f878ddb6fc557f3e44640b',1795807586782);
INSERT INTO "app_requests" VALUES('5e4931d74770cda091f69dec99211d2c44b65fb5a40397092247d884ee8b9ec5',1795807586817);
INSERT INTO "app_requests" VALUES('49590d6aec369654ff8d955e08ffd6fda028dce0bb3d3391ecf902f6a623cc69',1795807586850);
INSERT INTO "app_requests" VALUES('433803e87f25abd28743b1879b62df562f59b0e3a172bf8a7b57420362197023',1795807586898);
INSERT INTO "app_requests" VALUES('7d9a4a7ce2af92d41d11a53683931dc71a06fc96870290560ef41ce0628919bc',1795807586902);
CREATE TABLE applied_events (
            edge TEXT NOT NULL, boot_id TEXT NOT NULL, seq INTEGER NOT NULL, applied_at_ms INTEGER NOT NULL
        );
CREATE TABLE audit (
            line INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, deed TEXT NOT NULL, subject TEXT,
            visit TEXT, device TEXT NOT NULL, staff TEXT, request TEXT, body TEXT NOT NULL, hash TEXT NOT NULL
        );
INSERT INTO "audit" VALUES(1,1795807586994,'listed','0ba1822abed8f3b01cb756d641d84328','369f0e13c5799107','device-02ef642d577a',NULL,NULL,'{"level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 8, "fields": ["name", "need", "next_best", "avoid"]}','58e6bc647ab64fbe50cb8a43f9ac8a553fc8a1862a90dc0880c84e994657b5ca');
INSERT INTO "audit" VALUES(2,1795807586994,'listed','8e97156c1b9955ff6ec1605669e90601','a9b73aab216cb383','device-02ef642d577a',NULL,NULL,'{"level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 24, "fields": ["name", "need", "next_best", "avoid"]}','926115bb4e1e91b0939af33bc36c71fca751cc5dd505e86a6b325c32d824bb1c');
INSERT INTO "audit" VALUES(3,1795807586994,'listed','69ad83d29c8f6da729ad6a24a46fb6ae','308bfc6d98cddfb7','device-02ef642d577a',NULL,NULL,'{"level": "help_if_i_ask", "purposes": ["recognise_in_store", "service_push"], "ledger_line": 39, "fields": ["need", "next_best", "avoid"]}','7564cdaaf05073901619a7f8e7b0199cb7cbab028663954d196ca7e666e9e723');
INSERT INTO "audit" VALUES(4,1795807587014,'opened','0ba1822abed8f3b01cb756d641d84328','369f0e13c5799107','device-02ef642d577a','Maja','15f870a2-af91-451b-9d83-d293c0479961','{"reason": "near", "zone": "entrance", "level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 8, "fields": ["disciplines_24m", "orders_24m", "last_order_item", "last_order_at", "viewed_item_30d", "viewed_times_30d", "due_item", "timeline"]}','74fe17f292fc63f0e5533c34df7c3d260e12efc98c546ac4591212a74a6d5001');
INSERT INTO "audit" VALUES(5,1795807587032,'opened','8e97156c1b9955ff6ec1605669e90601','a9b73aab216cb383','device-02ef642d577a','Maja','dea66681-1c9f-40b2-863e-f5bedbd21e80','{"reason": "near", "zone": "entrance", "level": "greet_me_by_name", "purposes": ["greet_by_name", "join_online_instore", "marketing_push", "measure", "predict", "recognise_in_store", "service_push", "show_history_to_staff"], "ledger_line": 24, "fields": ["disciplines_24m", "orders_24m", "last_order_item", "last_order_at", "viewed_item_30d", "viewed_times_30d", "due_item"]}','edf478bcd20b95b7986fa8276d4e5728347eb7afa992afd5eb4f5e461a446a19');
INSERT INTO "audit" VALUES(6,1795807587048,'opened','69ad83d29c8f6da729ad6a24a46fb6ae','308bfc6d98cddfb7','device-02ef642d577a','Maja','aa83af64-aa97-456a-9594-b1b009efa206','{"reason": "near", "zone": "entrance", "level": "help_if_i_ask", "purposes": ["recognise_in_store", "service_push"], "ledger_line": 39}','5fbb00a386d6610b6b8a0bf01fed24cfac98ed59211ced965881ea369c2df2e0');
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
CREATE TABLE canary (id INTEGER PRIMARY KEY CHECK (id = 1), written_at_ms INTEGER NOT NULL);
CREATE TABLE channel_consents (
            member INTEGER NOT NULL, channel TEXT NOT NULL, source TEXT NOT NULL, granted INTEGER NOT NULL,
            at_ms INTEGER NOT NULL, seen_yes INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (member, channel, source)
        );
CREATE TABLE claim_requests (
            visit TEXT NOT NULL, request TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (visit, request)
        );
INSERT INTO "claim_requests" VALUES('369f0e13c5799107','claim 5d1d915d-2a96-4f1f-994c-1ccc081028ee',1795807587020);
INSERT INTO "claim_requests" VALUES('369f0e13c5799107','outcome 3ddb7378-9cb2-4b7f-ba92-64880eef1ebe',1795807587025);
INSERT INTO "claim_requests" VALUES('308bfc6d98cddfb7','claim ee7a8a77-4043-466f-97f0-dd2599e04715',1795807587049);
INSERT INTO "claim_requests" VALUES('308bfc6d98cddfb7','outcome 33565452-0c63-4bdc-b72b-1e753a52811c',1795807587053);
CREATE TABLE claims (visit TEXT PRIMARY KEY, staff TEXT, outcome TEXT, at_ms INTEGER NOT NULL, measured INTEGER NOT NULL DEFAULT 0);
INSERT INTO "claims" VALUES('369f0e13c5799107','Maja','sold',1795807587025,1);
INSERT INTO "claims" VALUES('308bfc6d98cddfb7','Maja','sold',1795807587053,0);
CREATE TABLE consent_notices (
            member INTEGER NOT NULL, platform TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL,
            refused TEXT, PRIMARY KEY (member, platform)
        );
INSERT INTO "consent_notices" VALUES(728107807708,'',9,1795807586778,NULL);
INSERT INTO "consent_notices" VALUES(55659416392,'',50,1795807586944,NULL);
INSERT INTO "consent_notices" VALUES(527476953334,'',58,1795807586964,NULL);
CREATE TABLE consent_reasons (reason TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE dead_letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, topic TEXT NOT NULL,
            reason TEXT NOT NULL, field TEXT NOT NULL
        );
CREATE TABLE devices (
            member INTEGER NOT NULL, slot INTEGER NOT NULL, install_hash TEXT NOT NULL, platform TEXT NOT NULL,
            push_token TEXT, seen_at_ms INTEGER NOT NULL, PRIMARY KEY (member, slot), UNIQUE (member, install_hash)
        );
INSERT INTO "devices" VALUES(728107807708,1,'fb225e4791343fc1c860f372332ce1faa8b5674004ff86dc2d6922106a6e3402','android','push-0',1795807586756);
INSERT INTO "devices" VALUES(55659416392,2,'85e8b1afd5163427f6efeab1cfc3ad58e1ed04ec03bd352dfc0c5c46dcbd9214','android','push-1',1795807586789);
INSERT INTO "devices" VALUES(527476953334,1,'10a2d1ee8eac12cd2446c243a7d2b593ae1d61e98657b465388db910d38f803b','android','push-3',1795807586854);
CREATE TABLE dismissals (
            member INTEGER NOT NULL, guess TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (member, guess)
        );
INSERT INTO "dismissals" VALUES(527476953334,'wear_part_due',1795807586922);
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
INSERT INTO "erasures" VALUES('57c16a447a20562bbd618d0496e9e87d',1795807587059,'{"journal": 14, "objections": 0, "members": 1, "devices": 1, "merged_customers": 0, "visits": 1, "phone_loudness": 0, "exposures": 0, "consent_notices": 1, "export_outbox": 0, "export_dead_letters": 0, "export_secrets": 0, "channel_consents": 0, "claims": 1, "claim_requests": 2, "dismissals": 0, "known_traits": 0, "rights_requests": 0, "shop_requests": 0, "orders": 0, "baskets": 0}',1,NULL,NULL,'refused','this store may not delete there (setting cdp_erasure_url): ask the shop to erase you in its customer database as well',NULL);
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
CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
            member INTEGER, visit TEXT, body TEXT NOT NULL
        );
INSERT INTO "journal" VALUES(1,1795807586746,'MemberEnrolled',728107807708,NULL,'{"member": 728107807708}');
INSERT INTO "journal" VALUES(2,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(3,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(4,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(5,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(6,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "service_push"}');
INSERT INTO "journal" VALUES(7,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(8,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "predict"}');
INSERT INTO "journal" VALUES(9,1795807586746,'ConsentGranted',728107807708,NULL,'{"member": 728107807708, "purpose": "measure"}');
INSERT INTO "journal" VALUES(10,1795807586759,'VisitStarted',728107807708,'369f0e13c5799107','{"member": 728107807708, "visit": "369f0e13c5799107", "zone": "entrance"}');
INSERT INTO "journal" VALUES(11,1795807586770,'CardComposed',728107807708,'369f0e13c5799107','{"member": 728107807708, "visit": "369f0e13c5799107"}');
INSERT INTO "journal" VALUES(12,1795807586779,'MessageWithheld',728107807708,'369f0e13c5799107','{"member": 728107807708, "visit": "369f0e13c5799107", "campaign": "welcome", "reason": "no_gateway"}');
INSERT INTO "journal" VALUES(13,1795807586782,'MemberEnrolled',55659416392,NULL,'{"member": 55659416392}');
INSERT INTO "journal" VALUES(14,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(15,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(16,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(17,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(18,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "service_push"}');
INSERT INTO "journal" VALUES(19,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(20,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "predict"}');
INSERT INTO "journal" VALUES(21,1795807586782,'ConsentGranted',55659416392,NULL,'{"member": 55659416392, "purpose": "measure"}');
INSERT INTO "journal" VALUES(22,1795807586793,'VisitStarted',55659416392,'16bfcadbcf99bc8f','{"member": 55659416392, "visit": "16bfcadbcf99bc8f", "zone": "entrance"}');
INSERT INTO "journal" VALUES(23,1795807586805,'CardComposed',55659416392,'16bfcadbcf99bc8f','{"member": 55659416392, "visit": "16bfcadbcf99bc8f"}');
INSERT INTO "journal" VALUES(24,1795807586815,'MessageWithheld',55659416392,'16bfcadbcf99bc8f','{"member": 55659416392, "visit": "16bfcadbcf99bc8f", "campaign": "welcome", "reason": "no_gateway"}');
INSERT INTO "journal" VALUES(37,1795807586850,'MemberEnrolled',527476953334,NULL,'{"member": 527476953334}');
INSERT INTO "journal" VALUES(38,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(39,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(40,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(41,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(42,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "service_push"}');
INSERT INTO "journal" VALUES(43,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(44,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "predict"}');
INSERT INTO "journal" VALUES(45,1795807586850,'ConsentGranted',527476953334,NULL,'{"member": 527476953334, "purpose": "measure"}');
INSERT INTO "journal" VALUES(46,1795807586858,'VisitStarted',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7", "zone": "entrance"}');
INSERT INTO "journal" VALUES(47,1795807586865,'CardComposed',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(48,1795807586872,'MessageWithheld',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7", "campaign": "welcome", "reason": "no_gateway"}');
INSERT INTO "journal" VALUES(49,1795807586891,'PurchaseRecorded',728107807708,'369f0e13c5799107','{"member": 728107807708, "visit": "369f0e13c5799107", "order": 1}');
INSERT INTO "journal" VALUES(50,1795807586898,'ConsentWithdrawn',55659416392,NULL,'{"member": 55659416392, "purpose": "recognise_in_store"}');
INSERT INTO "journal" VALUES(51,1795807586902,'ConsentWithdrawn',527476953334,NULL,'{"member": 527476953334, "purpose": "show_history_to_staff"}');
INSERT INTO "journal" VALUES(52,1795807586902,'ConsentWithdrawn',527476953334,NULL,'{"member": 527476953334, "purpose": "greet_by_name"}');
INSERT INTO "journal" VALUES(53,1795807586914,'HelpRequested',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(54,1795807586922,'GuessDismissed',527476953334,NULL,'{"member": 527476953334, "guess": "wear_part_due"}');
INSERT INTO "journal" VALUES(55,1795807586928,'ConsentWithdrawn',527476953334,NULL,'{"member": 527476953334, "purpose": "marketing_push"}');
INSERT INTO "journal" VALUES(56,1795807586928,'ConsentWithdrawn',527476953334,NULL,'{"member": 527476953334, "purpose": "join_online_instore"}');
INSERT INTO "journal" VALUES(57,1795807586928,'ConsentWithdrawn',527476953334,NULL,'{"member": 527476953334, "purpose": "predict"}');
INSERT INTO "journal" VALUES(58,1795807586928,'ConsentWithdrawn',527476953334,NULL,'{"member": 527476953334, "purpose": "measure"}');
INSERT INTO "journal" VALUES(59,1795807586937,'CardComposed',728107807708,'369f0e13c5799107','{"member": 728107807708, "visit": "369f0e13c5799107"}');
INSERT INTO "journal" VALUES(60,1795807586940,'VisitEnded',55659416392,'16bfcadbcf99bc8f','{"member": 55659416392, "visit": "16bfcadbcf99bc8f", "reason": "withdrawn"}');
INSERT INTO "journal" VALUES(61,1795807586947,'CardComposed',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(62,1795807586952,'CardComposed',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(63,1795807586953,'CardComposed',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(64,1795807586960,'CardComposed',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(65,1795807586963,'CardComposed',527476953334,'308bfc6d98cddfb7','{"member": 527476953334, "visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(66,1795807587020,'VisitClaimed',NULL,'369f0e13c5799107','{"visit": "369f0e13c5799107"}');
INSERT INTO "journal" VALUES(67,1795807587025,'OutcomeRecorded',NULL,'369f0e13c5799107','{"visit": "369f0e13c5799107", "outcome": "sold"}');
INSERT INTO "journal" VALUES(70,1795807587049,'VisitClaimed',NULL,'308bfc6d98cddfb7','{"visit": "308bfc6d98cddfb7"}');
INSERT INTO "journal" VALUES(71,1795807587053,'OutcomeRecorded',NULL,'308bfc6d98cddfb7','{"visit": "308bfc6d98cddfb7", "outcome": "sold"}');
INSERT INTO "journal" VALUES(72,1795807587059,'VisitErased',NULL,'a9b73aab216cb383','{"visit": "a9b73aab216cb383"}');
CREATE TABLE known_traits (
            customer_ref TEXT NOT NULL, trait TEXT NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL,
            observed_at_ms INTEGER, kept_at_ms INTEGER NOT NULL, PRIMARY KEY (customer_ref, trait, source)
        );
CREATE TABLE ledger (
            line INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, purpose TEXT NOT NULL,
            granted INTEGER NOT NULL, at_ms INTEGER NOT NULL, until_ms INTEGER, body TEXT NOT NULL,
            hash TEXT NOT NULL
        );
INSERT INTO "ledger" VALUES(1,'0ba1822abed8f3b01cb756d641d84328','recognise_in_store',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','ac6235209f66ef407cf7503449b4c8b2bba3ad9f1b5a213be2776fad00a8a9de');
INSERT INTO "ledger" VALUES(2,'0ba1822abed8f3b01cb756d641d84328','show_history_to_staff',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','e6690a41351f5d3174a468c93989eaec03d808636ad5464279167002bc55d8c0');
INSERT INTO "ledger" VALUES(3,'0ba1822abed8f3b01cb756d641d84328','greet_by_name',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','2f6b69973383766cd6b0645ce1b91e0e9d6897193c1fb6ef641456cc04bb7e8c');
INSERT INTO "ledger" VALUES(4,'0ba1822abed8f3b01cb756d641d84328','marketing_push',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','31fe3bd074e8f69adf96215487c55a37e66c3f44b193804d5cfbe311aee438f4');
INSERT INTO "ledger" VALUES(5,'0ba1822abed8f3b01cb756d641d84328','service_push',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','5ffffa62d84951c23d18029fa46aa1603154b8aa2056b5b5edff1389093fbdc4');
INSERT INTO "ledger" VALUES(6,'0ba1822abed8f3b01cb756d641d84328','join_online_instore',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','4b99740dfa0c9e16711aa2d1e8fc505d178876d3d4d55bb04c37560009bfb3dd');
INSERT INTO "ledger" VALUES(7,'0ba1822abed8f3b01cb756d641d84328','predict',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','b6ca1261a88e58a49a672f28f1faf2cb72900e7ef175f12b9e67cc595e501ec3');
INSERT INTO "ledger" VALUES(8,'0ba1822abed8f3b01cb756d641d84328','measure',1,1795807586746,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','eb6a59a58b61a22b3b445c80aa348bd5bb414800fb6b23f94ebc7e70f571b5e8');
INSERT INTO "ledger" VALUES(9,'ffc84f5ec927e6fae894c2e6e60d70cd','recognise_in_store',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','19228bdbf7bfda9d419e6907abad1e7a9d3d8249eda90fb8f698ac1a5596b77d');
INSERT INTO "ledger" VALUES(10,'ffc84f5ec927e6fae894c2e6e60d70cd','show_history_to_staff',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','3e605d9a0f8d48b7c1e689308654e652076f2a3ad039da9146a785a9972cbbd3');
INSERT INTO "ledger" VALUES(11,'ffc84f5ec927e6fae894c2e6e60d70cd','greet_by_name',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','b2465c5bc100bc17e21ea5b0c0548d2d1e5b7bb6a8bce1186854f6539ce67132');
INSERT INTO "ledger" VALUES(12,'ffc84f5ec927e6fae894c2e6e60d70cd','marketing_push',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','1cbca9cc6a68f9bf4460f6d9f6852f878eeff8ad4da4c5ae8a951a8e87c88f9a');
INSERT INTO "ledger" VALUES(13,'ffc84f5ec927e6fae894c2e6e60d70cd','service_push',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','4b7c732b3cff6c9b4c1060026ba3f3fecf3da0b881fc8f842190140c0fa98bf6');
INSERT INTO "ledger" VALUES(14,'ffc84f5ec927e6fae894c2e6e60d70cd','join_online_instore',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','78cc6be7edb28e56d11da8a35fc0534ce8b3def5ee4fbda69bd49590a66699c9');
INSERT INTO "ledger" VALUES(15,'ffc84f5ec927e6fae894c2e6e60d70cd','predict',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','7fa4dbd7ff4956f86d0da003e54898d5652698727c73c900854cfda761d4df8c');
INSERT INTO "ledger" VALUES(16,'ffc84f5ec927e6fae894c2e6e60d70cd','measure',1,1795807586782,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','efe175b7282f0d469d9259890621b289dafebeef98c6c54e3d0a45d425c21746');
INSERT INTO "ledger" VALUES(17,'8e97156c1b9955ff6ec1605669e90601','recognise_in_store',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','b77b6646ae8a93aa89ab4770482bb5bb5e531b5d4e436c2aa0acc1a773c59c7c');
INSERT INTO "ledger" VALUES(18,'8e97156c1b9955ff6ec1605669e90601','show_history_to_staff',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','ce05e088795734bf289c1c7dfbe7a179c09b0ebbb20780a399bb8021bf4a4e04');
INSERT INTO "ledger" VALUES(19,'8e97156c1b9955ff6ec1605669e90601','greet_by_name',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','5b0d76fa20ca26182b6444990b5dfe7f5d3b90ca94ac035943acf228ce7fcd0f');
INSERT INTO "ledger" VALUES(20,'8e97156c1b9955ff6ec1605669e90601','marketing_push',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','69b1d1cc9bd19f6f4314af036d02e4ab729855723566544b5d444d801c3791b0');
INSERT INTO "ledger" VALUES(21,'8e97156c1b9955ff6ec1605669e90601','service_push',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','88c97d8b6afff48ab9c93c131134f262bf6a7a7a56f99a018faacfec875603ee');
INSERT INTO "ledger" VALUES(22,'8e97156c1b9955ff6ec1605669e90601','join_online_instore',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','884766c00917e598694ca016165cbddf5c5443f1c7d48e0f550ed1b9e4214d9b');
INSERT INTO "ledger" VALUES(23,'8e97156c1b9955ff6ec1605669e90601','predict',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','87fba4fc051621162a10e956fea6a0340339fa2f736ddb474e4abef46d459a12');
INSERT INTO "ledger" VALUES(24,'8e97156c1b9955ff6ec1605669e90601','measure',1,1795807586817,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','664ec03508066815d2bb54bd69c7f9c1d7045ffa502c58545c2b309d9524a61e');
INSERT INTO "ledger" VALUES(25,'69ad83d29c8f6da729ad6a24a46fb6ae','recognise_in_store',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','3140e441f5d960d1da0ac10e2097784f3d2b36eb873123bc463317771d5102e8');
INSERT INTO "ledger" VALUES(26,'69ad83d29c8f6da729ad6a24a46fb6ae','show_history_to_staff',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','b7db52e53df92a8083c56b5169cd2130ef78510e2dcc01c4072cbdf20bc1e227');
INSERT INTO "ledger" VALUES(27,'69ad83d29c8f6da729ad6a24a46fb6ae','greet_by_name',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','3610b6ba617de21395c058febb404547e5bf0b3815d37ebc135775129de6ed2c');
INSERT INTO "ledger" VALUES(28,'69ad83d29c8f6da729ad6a24a46fb6ae','marketing_push',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','d73e8bbdaf0a58388d9a6ec93e01c0838f120923ab47191276142504d2499762');
INSERT INTO "ledger" VALUES(29,'69ad83d29c8f6da729ad6a24a46fb6ae','service_push',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','1814dda22110d8017cf232230489e0660af2fa1ed87626b7083345d00fb301fa');
INSERT INTO "ledger" VALUES(30,'69ad83d29c8f6da729ad6a24a46fb6ae','join_online_instore',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','7ca1dfefdff9ad22b43a10dde545b4b220b1d9b96bff6c30865ca922784d6ad7');
INSERT INTO "ledger" VALUES(31,'69ad83d29c8f6da729ad6a24a46fb6ae','predict',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','a92cd29e30997ec2d772278632ef377c36f31130a749207fd8f4754fb7651543');
INSERT INTO "ledger" VALUES(32,'69ad83d29c8f6da729ad6a24a46fb6ae','measure',1,1795807586850,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','9b205e79676169cbd333c144a7eb893b6e7d6c39fd885284d25020e40b95140b');
INSERT INTO "ledger" VALUES(33,'ffc84f5ec927e6fae894c2e6e60d70cd','recognise_in_store',0,1795807586898,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','db67430721cf2c78e02c98e40e4c4bf14f8685034b0ddce5b2df7cea396b4c14');
INSERT INTO "ledger" VALUES(34,'69ad83d29c8f6da729ad6a24a46fb6ae','show_history_to_staff',0,1795807586902,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','cb9937644b32d5d938a6cb14943499737cfb930c65a9a55288a7ea9f99c2b4c4');
INSERT INTO "ledger" VALUES(35,'69ad83d29c8f6da729ad6a24a46fb6ae','greet_by_name',0,1795807586902,NULL,'{"text_version": "1", "text_hash": "9a3c9e8fc45039cdd64a90151cb6bbe2950c7160a85c6d11214b897662d160eb", "language": "da", "screen": "consent", "app_version": "sim 1", "actor": "customer"}','fb13ee7f7d1c89a6a8015d056e7b53fa3fa853a20b084bdf540cdc0780cef583');
INSERT INTO "ledger" VALUES(36,'69ad83d29c8f6da729ad6a24a46fb6ae','marketing_push',0,1795807586928,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','a3e3bc1e4250921a62280814938bb3613e0c15dd8ad0c46c240b942999964d15');
INSERT INTO "ledger" VALUES(37,'69ad83d29c8f6da729ad6a24a46fb6ae','join_online_instore',0,1795807586928,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','99228cf167eec34a69bdc7bb2c478c5c88cece4df5709631240d5acc14913541');
INSERT INTO "ledger" VALUES(38,'69ad83d29c8f6da729ad6a24a46fb6ae','predict',0,1795807586928,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','b116058addbd44f29bb155e2549692ecb6010ecdb3b5ebd4d403a9c50b66fdb0');
INSERT INTO "ledger" VALUES(39,'69ad83d29c8f6da729ad6a24a46fb6ae','measure',0,1795807586928,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "unknown", "app_version": "unknown", "actor": "customer"}','ad2b6f6259d5290e29d8f10839d97471e6fb5764d48083f1a8f04d5a8528195a');
INSERT INTO "ledger" VALUES(40,'8e97156c1b9955ff6ec1605669e90601','greet_by_name',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','bc2418ee8c63072e4fc482b8b1167307de93fa96c3ba4f40ea6a8d62fb0140fa');
INSERT INTO "ledger" VALUES(41,'8e97156c1b9955ff6ec1605669e90601','join_online_instore',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','d78b4438263ce1ed47921df4d2b55fa0fdc283e6e0037cdc1f5ff90cdf20b6b0');
INSERT INTO "ledger" VALUES(42,'8e97156c1b9955ff6ec1605669e90601','marketing_push',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','2b7ed838cbbb543e8bf4f74bb6093143ed307a314b053a079fb7c293192ae545');
INSERT INTO "ledger" VALUES(43,'8e97156c1b9955ff6ec1605669e90601','measure',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','25cb95b9f507b7356aefcf47ed8b023b7aad0d97b7614c20469761cc61cd9bf2');
INSERT INTO "ledger" VALUES(44,'8e97156c1b9955ff6ec1605669e90601','predict',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','baaa2d384ac4c8187562df098712d26a6999b9c7810f3b14991590a0154c9e6b');
INSERT INTO "ledger" VALUES(45,'8e97156c1b9955ff6ec1605669e90601','recognise_in_store',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','047167e156c220f6d832f842003399ed20c36fd01740733665393aa44aaaf562');
INSERT INTO "ledger" VALUES(46,'8e97156c1b9955ff6ec1605669e90601','service_push',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','c8af681ccb61adde4367ec423291f95cf96d13071e7c6137ab7d5d41241e0641');
INSERT INTO "ledger" VALUES(47,'8e97156c1b9955ff6ec1605669e90601','show_history_to_staff',0,1795807587059,NULL,'{"text_version": "", "text_hash": "", "language": "", "screen": "erasure", "app_version": "hub", "actor": "customer"}','2202be5e6540e1fba91a0cccc9bf68c81eca16d11455c53c328735befd46ed8b');
CREATE TABLE marks (edge TEXT, boot_id TEXT, contiguous INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (edge, boot_id));
CREATE TABLE members (
            member INTEGER PRIMARY KEY, customer_ref TEXT NOT NULL UNIQUE, subject TEXT NOT NULL UNIQUE,
            enrolled_at_ms INTEGER NOT NULL
        , slots_used INTEGER NOT NULL DEFAULT 4);
INSERT INTO "members" VALUES(55659416392,'u-7001','ffc84f5ec927e6fae894c2e6e60d70cd',1795807586782,2);
INSERT INTO "members" VALUES(527476953334,'u-7003','69ad83d29c8f6da729ad6a24a46fb6ae',1795807586850,1);
INSERT INTO "members" VALUES(728107807708,'u-7000','0ba1822abed8f3b01cb756d641d84328',1795807586746,1);
CREATE TABLE merged_customers (old_ref TEXT PRIMARY KEY, new_ref TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE TABLE objections (subject TEXT PRIMARY KEY, at_ms INTEGER NOT NULL);
INSERT INTO "objections" VALUES('69ad83d29c8f6da729ad6a24a46fb6ae',1795807586928);
CREATE TABLE orders (
            number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, order_id TEXT NOT NULL,
            version INTEGER NOT NULL, kind TEXT NOT NULL, original TEXT, exchange_id TEXT, at_ms INTEGER NOT NULL,
            occurred_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL, channel TEXT NOT NULL, location TEXT, till TEXT,
            staff TEXT, member INTEGER, visit TEXT, currency TEXT NOT NULL, net_minor INTEGER NOT NULL,
            lines TEXT NOT NULL, discounts TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0, document TEXT, UNIQUE (source, order_id)
        );
INSERT INTO "orders" VALUES(1,'generic','264424196078044',1,'sale',NULL,NULL,1795807586891,1795807586872,1795807586891,'store','L-VESTERBRO','till 2','Maja',728107807708,'369f0e13c5799107','DKK',84800,'[{"line_id": "1", "sku": "ROAD-TYRE-28-MM", "name": "Road tyre 28 mm", "qty": "1", "unit_minor": 39900, "net_minor": 39900}, {"line_id": "2", "sku": "12-SPEED-ROAD-CHAIN", "name": "12-speed road chain", "qty": "1", "unit_minor": 44900, "net_minor": 44900}]','[]',0,NULL);
CREATE TABLE phone_loudness (member INTEGER PRIMARY KEY, louder_db REAL NOT NULL, learned_ms INTEGER NOT NULL);
CREATE TABLE reactions (id INTEGER PRIMARY KEY CHECK (id = 1), done_seq INTEGER NOT NULL);
CREATE TABLE refusals (reason TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE retention_runs (at_ms INTEGER PRIMARY KEY, removed TEXT NOT NULL);
CREATE TABLE rights_requests (
            request TEXT PRIMARY KEY, kind TEXT NOT NULL, customer_ref TEXT, new_ref TEXT, at_ms INTEGER NOT NULL,
            answer TEXT
        );
CREATE TABLE shop_requests (
            number TEXT PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL,
            customer_ref TEXT, received_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, receipt TEXT, done_ms INTEGER,
            answer TEXT
        );
CREATE TABLE staff_devices (
            handheld TEXT PRIMARY KEY,
            mark BLOB NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            browser BLOB NOT NULL,
            first_ms INTEGER NOT NULL,
            seen_ms INTEGER NOT NULL,
            session BLOB UNIQUE,
            opened_ms INTEGER
        ) STRICT
    ;
INSERT INTO "staff_devices" VALUES('device-02ef642d577a',X'47D037B310A080CEBE704CA00FF39DD289C48DAF07F005FB3DFA12A4F07A4D44','',X'CA9B2EAFC1CD8634',1795807586723,1795807586723,X'ACC86C43B7669DDFC04AE96A1222E7248A281E2D0A39E3C67A22F31A23EA5BB8',1795807586723);
CREATE TABLE till_deliveries (
            source TEXT NOT NULL, delivery_id TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (source, delivery_id)
        );
INSERT INTO "till_deliveries" VALUES('generic','msg_98bd86d0e832cc5f8263570c',1795807586891);
CREATE TABLE till_look_ups (
            payment TEXT PRIMARY KEY, square_order TEXT NOT NULL, tries INTEGER NOT NULL, ask_at_ms INTEGER NOT NULL
        );
CREATE TABLE till_reasons (reason TEXT PRIMARY KEY, times INTEGER NOT NULL);
CREATE TABLE till_refusals (
            source TEXT NOT NULL, topic TEXT NOT NULL, order_number TEXT NOT NULL, reason TEXT NOT NULL,
            field TEXT NOT NULL, why TEXT NOT NULL, times INTEGER NOT NULL, first_ms INTEGER NOT NULL,
            last_ms INTEGER NOT NULL, PRIMARY KEY (source, topic, order_number, reason, field)
        );
CREATE TABLE visits (
            visit TEXT PRIMARY KEY, member INTEGER NOT NULL, zone TEXT NOT NULL, started_ms INTEGER NOT NULL,
            zone_since_ms INTEGER NOT NULL, heard_ms INTEGER NOT NULL, ended_ms INTEGER, end_reason TEXT,
            asked_ms INTEGER
        , word INTEGER NOT NULL DEFAULT 0, word_ms INTEGER, silent_seconds REAL NOT NULL DEFAULT 0, outside REAL NOT NULL DEFAULT 0);
INSERT INTO "visits" VALUES('369f0e13c5799107',728107807708,'entrance',1795807586759,1795807586759,1795807586759,NULL,NULL,NULL,0,NULL,0.0,0.0);
INSERT INTO "visits" VALUES('16bfcadbcf99bc8f',55659416392,'entrance',1795807586793,1795807586793,1795807586793,1795807586940,'withdrawn',NULL,0,NULL,0.0,0.0);
INSERT INTO "visits" VALUES('308bfc6d98cddfb7',527476953334,'entrance',1795807586858,1795807586858,1795807586858,NULL,NULL,1795807586914,0,NULL,0.0,0.0);
CREATE TABLE ways_out (
            way TEXT PRIMARY KEY, state TEXT NOT NULL, since_ms INTEGER, reason TEXT NOT NULL, next_step TEXT NOT NULL,
            last_success_ms INTEGER
        );
INSERT INTO "ways_out" VALUES('sign-in keys','working',1795807586745,'','',1795807586745);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX journal_member ON journal (member)
    ;
CREATE INDEX journal_at ON journal (at_ms);
CREATE INDEX journal_visit ON journal (visit)
    ;
CREATE INDEX ledger_subject ON ledger (subject)
    ;
CREATE INDEX merged_customers_new ON merged_customers (new_ref)
    ;
CREATE UNIQUE INDEX one_open_visit ON visits (member) WHERE ended_ms IS NULL
    ;
CREATE INDEX applied_events_at ON applied_events (applied_at_ms)
    ;
CREATE INDEX marks_used ON marks (edge, used)
    ;
CREATE INDEX audit_subject ON audit (subject);
CREATE INDEX audit_visit ON audit (visit, deed);
CREATE INDEX audit_at ON audit (at_ms);
CREATE INDEX export_outbox_oldest ON export_outbox (sink, id);
CREATE INDEX export_outbox_member ON export_outbox (member);
CREATE INDEX orders_original ON orders (source, original);
CREATE INDEX orders_member ON orders (member);
CREATE INDEX orders_visit ON orders (visit);
CREATE INDEX orders_exchange ON orders (source, exchange_id)
    ;
CREATE INDEX till_refusals_last ON till_refusals (last_ms)
    ;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('journal',72);
INSERT INTO "sqlite_sequence" VALUES('ledger',47);
INSERT INTO "sqlite_sequence" VALUES('orders',1);
INSERT INTO "sqlite_sequence" VALUES('audit',6);
COMMIT;
