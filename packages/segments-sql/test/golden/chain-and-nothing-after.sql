-- did order then not login within 10 days
-- p1 = "order"
-- p2 = "login"
-- p3 = 1774958400001
-- p4 = 1000
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` = 1 AS `leaf0`
  FROM (
    SELECT `person`,
      toUInt64(arrayExists((`at`, `roles`, `next`) -> if(if(bitTest(`roles`, 0) = 1, (`at` + 864000000) <= 3983947200001, 0), if(`next` = 0, 1, `next` > (`at` + 864000000)), 0), `fact1_times`, `fact1_roles`, `fact1_next`)) AS `fact1`
    FROM (
      SELECT `person`,
        `fact1_times`,
        `fact1_roles`,
        arrayReverseFill((`value`) -> (`value` != -1), arrayPopFront(arrayPushBack(arrayMap((`at`, `roles`) -> if(bitTest(`roles`, 1) = 1, `at`, -1), `fact1_times`, `fact1_roles`), 0))) AS `fact1_next`
      FROM (
        SELECT `person`,
          arrayMap((`event`) -> toInt64(bitShiftRight(`event`, 136)), `fact1_sorted`) AS `fact1_times`,
          arrayMap((`event`) -> toUInt8(`event`), `fact1_sorted`) AS `fact1_roles`
        FROM (
          SELECT `person`,
            arraySort(if(`fact1_whole`, `fact1_events`, CAST(array(), 'Array(UInt256)'))) AS `fact1_sorted`
          FROM (
            SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
              groupArrayIf(bitShiftLeft(toUInt256(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`), 8) + (if(`gate1`, 1, 0) + if(`gate2`, 2, 0)), if(`gate1`, 1, `gate2`)) AS `fact1_events`,
              countIf(`gate1`) > 0 AS `fact1_whole`
            FROM (
              SELECT `node`,
                `time`,
                `id_hash`,
                `name` = {p1:String} AS `gate1`,
                `name` = {p2:String} AS `gate2`
              FROM (
                SELECT `node`,
                  `name`,
                  `time`,
                  `id_hash`
                FROM `events_by_name`
                PREWHERE (`name` IN ({p1:String}, {p2:String})) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'))
              ) AS `found`
            ) AS `rows`
            LEFT ANY JOIN (
              SELECT `node`,
                argMax(`person`, `offset`) AS `owner`,
                1 AS `is_moved`
              FROM `moves`
              GROUP BY `node`
            ) AS `owners` ON `rows`.`node` = `owners`.`node`
            GROUP BY `person`
          ) AS `gathered`
        ) AS `gathered`
      ) AS `gathered`
    ) AS `gathered`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p4:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
