-- When a round ends is its timer's matter, and nobody else's.
ALTER TABLE "activities" DROP COLUMN "closes_at";

-- What people give in a round is bounded here too, whoever writes it: only while the round is open, only what can be chosen,
-- and never more dots than the round's budget, however many writers there are at once.

CREATE FUNCTION "keep_vote_in_bounds"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    round_status text;
    round_kind text;
    round_budget integer;
    is_option boolean;
    spent integer;
BEGIN
    -- The ballot's row is locked before anything is counted, so that two writers of one ballot come one after the other;
    -- the round's row is shared, so that it closes before or after a vote and never in its middle.
    SELECT a."status", a."kind", (a."settings"->>'budget')::integer,
           a."options" @> jsonb_build_array(jsonb_build_object('id', split_part(NEW."option_id", '/', 1)))
      INTO round_status, round_kind, round_budget, is_option
      FROM "ballots" b JOIN "activities" a ON a."id" = b."activity_id"
     WHERE b."id" = NEW."ballot_id"
       FOR UPDATE OF b FOR SHARE OF a;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    IF round_status <> 'open' THEN
        RAISE EXCEPTION 'round_not_open' USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_round_open';
    END IF;
    IF NOT is_option THEN
        RAISE EXCEPTION 'vote_for_no_option' USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_option_known';
    END IF;
    IF round_kind = 'vote' THEN
        SELECT coalesce(sum(v."dots"), 0) INTO spent
          FROM "votes" v WHERE v."ballot_id" = NEW."ballot_id" AND v."option_id" <> NEW."option_id";
        IF spent + NEW."dots" > coalesce(round_budget, 0) THEN
            RAISE EXCEPTION 'vote_over_budget' USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_within_budget';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "votes_in_bounds" BEFORE INSERT OR UPDATE ON "votes"
    FOR EACH ROW EXECUTE FUNCTION "keep_vote_in_bounds"();

CREATE FUNCTION "keep_round_open"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    round_status text;
BEGIN
    SELECT a."status" INTO round_status FROM "activities" a WHERE a."id" = NEW."activity_id" FOR SHARE;
    IF FOUND AND round_status <> 'open' THEN
        RAISE EXCEPTION 'round_not_open' USING ERRCODE = 'check_violation', CONSTRAINT = 'ballots_round_open';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "ballots_while_open" BEFORE INSERT OR UPDATE ON "ballots"
    FOR EACH ROW EXECUTE FUNCTION "keep_round_open"();
CREATE TRIGGER "sheets_while_open" BEFORE INSERT OR UPDATE ON "sheets"
    FOR EACH ROW EXECUTE FUNCTION "keep_round_open"();
