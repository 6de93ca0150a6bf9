-- What others have said of a member's posts: nothing is written for each
-- comment, only up to when the member has marked it as read.
ALTER TABLE account ADD COLUMN answers_read_at timestamptz NOT NULL
    DEFAULT now();
