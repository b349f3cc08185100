-- plan has been "pro" for 50 days
-- p1 = 1770638400000
-- p2 = "plan"
-- p3 = "pro"
-- p4 = 1774958400000
-- p5 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT `person`
FROM (
  SELECT `person`,
    `history1` = 1 AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      toUInt64(arrayElement(arrayMap((`held`) -> if(arrayExists((`entry`) -> (tupleElement(`entry`, 1) <= {p1:Int64}), `held`), NOT arrayExists((`entry`, `next`) -> if(NOT (tupleElement(`entry`, 3) = 1), `next` > {p1:Int64}, 0), `held`, arrayPopFront(arrayPushBack(arrayMap((`entry`) -> tupleElement(`entry`, 1), `held`), 9000000000000000))), 0), array(arrayElement(arrayMap((`changes`) -> arrayFilter((`entry`, `next`) -> (tupleElement(`entry`, 1) < `next`), `changes`, arrayPopFront(arrayPushBack(arrayMap((`entry`) -> tupleElement(`entry`, 1), `changes`), 9000000000000000))), array(arraySort(groupArrayIf(tuple(toUnixTimestamp64Milli(`rows`.`time`), `rows`.`id_hash`, if(`flag1`, 1, 0)), `rows`.`name` = {p2:String})))), 1))), 1)) AS `history1`
    FROM (
      SELECT `node`,
        `name`,
        `value`,
        `time`,
        `id_hash`,
        `change1_name` = {p3:String} AS `flag1`
      FROM (
        SELECT `node`,
          `name`,
          `value`,
          `time`,
          `id_hash`,
          `json_text`(`json_without_half_pairs`(trimBoth(`value`, ' \t\n\r'))) AS `change1_name`
        FROM (
          SELECT `node`,
            `name`,
            `value`,
            `time`,
            `id_hash`
          FROM `traits`
          PREWHERE (`name` = {p2:String}) AND (`time` <= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'))
        ) AS `changes`
      ) AS `changes`
    ) AS `rows`
    LEFT ANY JOIN (
      SELECT `node`,
        argMax(`person`, `offset`) AS `owner`,
        1 AS `is_moved`
      FROM `moves`
      GROUP BY `node`
    ) AS `owners` ON `rows`.`node` = `owners`.`node`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p5:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
