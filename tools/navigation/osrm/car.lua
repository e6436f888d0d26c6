-- Cars, with the very numbers of profile.py and barriers.py, for a routing server of your own:
--   osrm-extract -p car.lua city.osm.pbf && osrm-contract city.osrm && osrm-routed city.osrm
-- What a traffic light and turning round cost, in seconds, can be set for the extraction:
--   STEWARD_TRAFFIC_LIGHT=0 STEWARD_U_TURN=0 osrm-extract ...

api_version = 4

local function words(text)
  local set = {}
  for word in text:gmatch('%S+') do set[word] = true end
  return set
end

local SPEED = {
  motorway = 90, motorway_link = 45, trunk = 70, trunk_link = 40, primary = 50, primary_link = 30,
  secondary = 45, secondary_link = 30, tertiary = 40, tertiary_link = 25, unclassified = 30,
  residential = 25, living_street = 10, service = 15, road = 20,
}
local LIMIT_SHARE, FASTEST, SLOW_SERVICE, FERRY = 0.8, 110, 8, 8
local SLOW = words('parking_aisle driveway emergency_access')
local NO = words('no private military agricultural forestry delivery')
local SOLID = words('bollard block cycle_barrier motorcycle_barrier chain jersey_barrier log debris stile '
  .. 'kissing_gate full-height_turnstile turnstile rope planter sump_buster bus_trap')
local KEYS = {'motorcar', 'motor_vehicle', 'vehicle', 'access'}

function setup()
  return {
    properties = {
      weight_name = 'duration',
      max_speed_for_map_matching = 50,
      u_turn_penalty = tonumber(os.getenv('STEWARD_U_TURN') or '20'),
      continue_straight_at_waypoint = false,
      use_turn_restrictions = true,
      process_call_tagless_node = false,
      weight_precision = 2,
    },
    default_mode = mode.driving,
    restrictions = { 'motorcar', 'motor_vehicle', 'vehicle' },
    light = tonumber(os.getenv('STEWARD_TRAFFIC_LIGHT') or '15'),
  }
end

-- The most particular word counts.
local function said(thing)
  for _, key in ipairs(KEYS) do
    local value = thing:get_value_by_key(key)
    if value and value ~= '' then return value end
  end
end

local function kilometres(text)
  local number, rest = (text or ''):match('^(%d+%.?%d*)%s*(.*)$')
  if not number then return nil end
  return tonumber(number) * (rest:sub(1, 3) == 'mph' and 1.609 or 1)
end

function process_node(profile, node, result, relations)
  local access, barrier = said(node), node:get_value_by_key('barrier')
  if barrier and ((access and NO[access]) or (not access and SOLID[barrier])) then
    obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
  end
  if node:get_value_by_key('highway') == 'traffic_signals' or node:get_value_by_key('crossing') == 'traffic_signals' then
    obstacle_map:add(node, Obstacle.new(obstacle_type.traffic_signals, obstacle_direction.both, profile.light, 0))
  end
end

local function ferry(way, result)
  local access = way:get_value_by_key('motorcar') or way:get_value_by_key('motor_vehicle') or 'no'
  if NO[access] or NO[way:get_value_by_key('access') or ''] then return nil end
  result.forward_mode, result.backward_mode = mode.ferry, mode.ferry
  return FERRY
end

local function speed(way, road, result)
  if not road and way:get_value_by_key('route') == 'ferry' then return ferry(way, result) end
  local access = said(way)
  if not road or not SPEED[road] or (access and NO[access]) then return nil end
  if SLOW[way:get_value_by_key('service') or ''] then return SLOW_SERVICE end
  local limit = kilometres(way:get_value_by_key('maxspeed'))
  return limit and limit > 0 and math.min(limit * LIMIT_SHARE, FASTEST) or SPEED[road]
end

local function direction(way, road)
  local oneway = way:get_value_by_key('oneway') or ''
  if oneway == 'yes' or oneway == 'true' or oneway == '1' then return 1 end
  if oneway == '-1' or oneway == 'reverse' then return -1 end
  local junction = way:get_value_by_key('junction')
  local implied = junction == 'roundabout' or junction == 'circular' or road == 'motorway'
  return implied and oneway ~= 'no' and 1 or 0
end

function process_way(profile, way, result, relations)
  if way:get_value_by_key('area') == 'yes' then return end
  local road = way:get_value_by_key('highway')
  result.forward_mode, result.backward_mode = mode.driving, mode.driving
  local pace = speed(way, road, result)
  if not pace then
    result.forward_mode, result.backward_mode = mode.inaccessible, mode.inaccessible
    return
  end
  local way_round = direction(way, road)
  result.forward_speed, result.backward_speed = pace, pace
  if way_round < 0 then result.forward_mode = mode.inaccessible end
  if way_round > 0 then result.backward_mode = mode.inaccessible end
  result.name = way:get_value_by_key('name') or way:get_value_by_key('ref') or ''
end

function process_turn(profile, turn)
  for _, obstacle in pairs(obstacle_map:get(turn.from, turn.via)) do
    turn.duration = turn.duration + obstacle.duration
  end
  if turn.is_u_turn then turn.duration = turn.duration + profile.properties.u_turn_penalty end
  turn.weight = turn.duration
end

return { setup = setup, process_way = process_way, process_node = process_node, process_turn = process_turn }
