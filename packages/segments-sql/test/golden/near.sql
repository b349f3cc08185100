-- within 5 km of 50.45,30.52
-- p1 = "636751347470152081"
-- p2 = "30520000000"
-- p3 = "50450000000"
-- p4 = "153979741124346037389849457969"
-- p5 = "lat"
-- p6 = "latitude"
-- p7 = "lon"
-- p8 = "lng"
-- p9 = "longitude"
-- p10 = "location"
-- p11 = 1774958400000
-- p12 = 1000
WITH (`angle`) -> arrayElement(arrayMap((`square`) -> intDiv(`angle` * arrayFold((`terms`, `divisor`) -> (toInt256('1000000000000000000') - intDiv(intDiv(`square` * `terms`, toInt256('1000000000000000000')), `divisor`)), array(702, 600, 506, 420, 342, 272, 210, 156, 110, 72, 42, 20, 6), toInt256('1000000000000000000')), toInt256('1000000000000000000')), array(intDiv(`angle` * `angle`, toInt256('1000000000000000000')))), 1) AS `near_sine`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), multiIf(if(if(countSubstrings(`object`, concat('"', `key`, '"')) = 0, position(`key`, '"') = 0, 0), position(`object`, '\\') = 0, 0), '', if(countSubstrings(`object`, concat('"', `key`, '"')) <= 1, position(`key`, '"') = 0, 0), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`,
  (`document`) -> if(match(`document`, '[:,\\[]\\s*-?(?:\\d(?:\\.?\\d){15}|[\\d.]+[eE][+-]?\\d{3})|\\\\u[dD][89a-fA-F]|\\\\[^"]*"\\s*:'), concat('#', `json_tagged`(if(match(`document`, '[:,\\[]\\s*-?(?:\\d(?:\\.?\\d){15}|[\\d.]+[eE][+-]?\\d{3})|\\\\u[dD][89a-fA-F]|\\\\[^"]*"\\s*:'), `document`, ''))), trimBoth(`document`, ' \t\n\r')) AS `json_listed`
SELECT `person`
FROM (
  SELECT `person`,
    if(if(abs(`place1_lat`) <= toDecimal128('90', 9), abs(`place1_lon`) <= toDecimal128('180', 9), 0), if(`place_known1` < toFloat64('1.5397874097036628e-7'), 1, arrayElement(arrayMap((`exact_lat`, `exact_lon`) -> (arrayElement(arrayMap((`near_up`) -> arrayElement(arrayMap((`near_side`) -> ((`near_up` * `near_up`) + intDiv((toInt256({p1:String}) * `near_sine`(intDiv((toInt256('90000000000') - toInt256(abs(`exact_lat`))) * toInt256('3141592653589793238'), toInt256(180000000000)))) * (`near_side` * `near_side`), toInt256('1000000000000000000000000000000000000'))), array(`near_sine`(intDiv(intDiv(least(toInt256(abs(`exact_lon` - toInt256({p2:String}))), toInt256('360000000000') - toInt256(abs(`exact_lon` - toInt256({p2:String})))) * toInt256('3141592653589793238'), toInt256(180000000000)), 2)))), 1), array(`near_sine`(intDiv(intDiv(toInt256(abs(`exact_lat` - toInt256({p3:String}))) * toInt256('3141592653589793238'), toInt256(180000000000)), 2)))), 1) <= toInt256({p4:String})), arrayMap((`degrees`) -> toInt256(`degrees` * 1000000000), if(NOT if(`place_known1` > toFloat64('1.5398074127832578e-7'), 1, `place_known1` < toFloat64('1.5397874097036628e-7')), array(`place1_lat`), CAST(array(), 'Array(Decimal(38, 9))'))), arrayMap((`degrees`) -> toInt256(`degrees` * 1000000000), if(NOT if(`place_known1` > toFloat64('1.5398074127832578e-7'), 1, `place_known1` < toFloat64('1.5397874097036628e-7')), array(`place1_lon`), CAST(array(), 'Array(Decimal(38, 9))')))), 1)), 0) AS `leaf0`
  FROM (
    SELECT `person`,
      `place1_lat`,
      `place1_lon`,
      pow(sin((toFloat64(`place1_lat`) - toFloat64('50.45')) * toFloat64('0.008726646259971648')), 2) + ((cos(toFloat64('50.45') * toFloat64('0.017453292519943295')) * cos(toFloat64(`place1_lat`) * toFloat64('0.017453292519943295'))) * pow(sin((toFloat64(`place1_lon`) - toFloat64('30.52')) * toFloat64('0.008726646259971648')), 2)) AS `place_known1`
    FROM (
      SELECT `person`,
        ifNull(if(`place1_ordinary` = 1, toDecimal128OrNull(concat(simpleJSONExtractRaw(`value1`, {p5:String}), simpleJSONExtractRaw(`value1`, {p6:String})), 9), ifNull(arrayElement(`place1_numbers`, 1), arrayElement(`place1_numbers`, 2))), toDecimal128(999, 9)) AS `place1_lat`,
        ifNull(if(`place1_ordinary` = 1, toDecimal128OrNull(concat(simpleJSONExtractRaw(`value1`, {p7:String}), simpleJSONExtractRaw(`value1`, {p8:String}), simpleJSONExtractRaw(`value1`, {p9:String})), 9), ifNull(arrayElement(`place1_numbers`, 3), ifNull(arrayElement(`place1_numbers`, 4), arrayElement(`place1_numbers`, 5)))), toDecimal128(999, 9)) AS `place1_lon`
      FROM (
        SELECT `person`,
          `value1`,
          `place1_ordinary`,
          arrayMap((`value`) -> `json_number`(`value`, `json_text`(`value`)), `place1_tokens`) AS `place1_numbers`
        FROM (
          SELECT `person`,
            `value1`,
            `place1_ordinary`,
            arrayMap((`value`) -> `json_token`(`value`), `place1_parts`) AS `place1_tokens`
          FROM (
            SELECT `person`,
              `value1`,
              `place1_ordinary`,
              arrayMap((`key`) -> `json_part`(arrayElement(`place1_listed`, 1), `key`), if(`place1_ordinary` = 1, CAST(array(), 'Array(String)'), array({p5:String}, {p6:String}, {p7:String}, {p8:String}, {p9:String}))) AS `place1_parts`
            FROM (
              SELECT `person`,
                `value1`,
                `place1_ordinary`,
                arrayMap((`value`) -> if(startsWith(`value`, '#'), `value`, `json_listed`(`value`)), `place1_others`) AS `place1_listed`
              FROM (
                SELECT `person`,
                  `value1`,
                  `place1_ordinary`,
                  if(`place1_ordinary` = 1, CAST(array(), 'Array(String)'), array(`value1`)) AS `place1_others`
                FROM (
                  SELECT `person`,
                    `value1`,
                    match(`value1`, '^\\{(?:"(?:lat|latitude)":-?[0-9]{1,3}(?:\\.[0-9]+)?,"(?:lon|lng|longitude)":-?[0-9]{1,3}(?:\\.[0-9]+)?|"(?:lon|lng|longitude)":-?[0-9]{1,3}(?:\\.[0-9]+)?,"(?:lat|latitude)":-?[0-9]{1,3}(?:\\.[0-9]+)?)\\}$') AS `place1_ordinary`
                  FROM (
                    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
                      argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
                    FROM (
                      SELECT `node`,
                        `name`,
                        `value`,
                        `time`,
                        `id_hash`
                      FROM `traits`
                      PREWHERE (`name` = {p10:String}) AND (`time` <= fromUnixTimestamp64Milli({p11:Int64}, 'UTC'))
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
                ) AS `people`
              ) AS `people`
            ) AS `people`
          ) AS `people`
        ) AS `people`
      ) AS `people`
    ) AS `people`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p12:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
