from youtube8m_monet.hallucinate.shard_result import ShardResult, summary


def test_lines():
    done = ShardResult("o/a.tfrecord", 3, 2.0)
    assert done.line() == "a.tfrecord: 3 records, 1.5 videos/s"
    assert ShardResult("o/b").line() == "b: there already"
    assert ShardResult("o/c", 0, 0.0).line() == "c: 0 records, 0.0 videos/s"


def test_bad_records_are_reported():
    result = ShardResult("o/a", 2, 1.0, bad_records="Bad records left out: 1")
    assert result.line().splitlines()[1:] == [
        "Bad records left out: 1",
        "  Once they are mended, delete o/a and give the same command.",
    ]


def test_the_sum_of_new_shards():
    results = [ShardResult("o/a", 3), ShardResult("o/b", 4), ShardResult("o/c")]
    assert summary(results, "o") == (
        "Flow of 7 videos in 2 shards: o (1 more were there already)"
    )
    assert summary(results[:1], "o") == "Flow of 3 videos in 1 shards: o"


def test_the_share_that_was_clipped():
    results = [
        ShardResult("o/a", 1, num_values=300, num_clipped=1),
        ShardResult("o/b", 1, num_values=100),
        ShardResult("o/c"),
    ]
    assert summary(results, "o").splitlines()[1] == (
        "0.25% of the values of flow lay outside [-2, 2] and were clipped; "
        "--flow_storage=float32, into another --output_dir, keeps them."
    )
